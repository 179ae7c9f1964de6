import { AsyncLocalStorage } from "node:async_hooks";

/** What a process has to go through: killed after so many boundaries, or told at one of them that AWS has trouble. */
export interface Misfortune {
  readonly diesAfter: number;
  readonly failsAfter: number;
}

/** An answer that was lost, or a call refused: the effect may have taken place or not. */
export class Trouble extends Error {
  override readonly name = "ThrottlingException";
}

interface Process {
  /** Boundaries it may still pass before it is killed. */
  left: number;
  /** Boundaries until it is told of trouble, once. */
  untilTrouble: number;
  isDead: boolean;
  hasEnded: boolean;
}

/**
 * Lambdas that run side by side and die. Every call to AWS passes a boundary before and after its effect; which process goes on
 * is the caller's choice, and a process that is killed never comes back from its boundary.
 */
export class Processes {
  #current = new AsyncLocalStorage<Process>();
  #waiting: { process: Process; goOn: () => void }[] = [];

  /** Awaited by the fakes around each effect. Outside a process it is no boundary at all. */
  boundary = async (): Promise<void> => {
    const process = this.#current.getStore();
    if (process === undefined) return;
    await new Promise<void>((goOn) => this.#waiting.push({ process, goOn }));
    process.untilTrouble -= 1;
    if (process.untilTrouble === -1) throw new Trouble("Rate exceeded");
  };

  /** Runs all the work at once, choosing by `pick` who goes on; returns when each has ended or died. */
  async run(work: (Misfortune & { readonly begin: () => Promise<unknown> })[], pick: () => number): Promise<void> {
    const errors: unknown[] = [];
    const processes: Process[] = [];
    for (const { diesAfter, failsAfter, begin } of work) {
      const process = { left: diesAfter, untilTrouble: failsAfter, isDead: false, hasEnded: false };
      processes.push(process);
      const ended = (error?: unknown) => {
        process.hasEnded = true;
        if (error !== undefined && !(error instanceof Trouble)) errors.push(error);
      };
      void this.#current.run(process, () => begin().then(() => ended(), ended));
    }
    await settle();
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting.splice(pick() % this.#waiting.length, 1);
      if (next === undefined) break;
      const { process, goOn } = next;
      if (process.isDead) continue;
      process.left -= 1;
      if (process.left < 0) {
        process.isDead = true;
        continue;
      }
      goOn();
      await settle();
    }
    if (errors.length > 0) throw errors[0];
    if (processes.some(({ isDead, hasEnded }) => !isDead && !hasEnded)) throw new Error("a process hangs");
  }
}

/** Until every microtask has run. */
const settle = () => new Promise((resolve) => void setImmediate(resolve));
