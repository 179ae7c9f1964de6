import { AsyncLocalStorage } from "node:async_hooks";

interface Process {
  /** Boundaries it may still pass before it is killed. */
  left: number;
  isDead: boolean;
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
  };

  /** Runs all the work at once, choosing by `pick` who goes on; returns when each has ended or died. */
  async run(work: { readonly diesAfter: number; readonly begin: () => Promise<unknown> }[], pick: () => number): Promise<void> {
    const errors: unknown[] = [];
    let alive = work.length;
    for (const { diesAfter, begin } of work) {
      const process = { left: diesAfter, isDead: false };
      const ended = (error?: unknown) => {
        alive -= 1;
        if (error !== undefined) errors.push(error);
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
        alive -= 1;
        continue;
      }
      goOn();
      await settle();
    }
    if (errors.length > 0) throw errors[0];
    if (alive !== 0) throw new Error(`${alive} processes hang`);
  }
}

/** Until every microtask has run. */
const settle = () => new Promise((resolve) => void setImmediate(resolve));
