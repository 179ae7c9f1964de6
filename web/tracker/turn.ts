import { newId } from "./identity.ts";
import type { Shelf } from "./shelf.ts";

const leaseKey = "lease";
const leaseMs = 15_000;
const renewMs = 5_000;

export interface Turn {
  /** Runs the work when no other tab of this shop is sending. */
  readonly take: <T>(work: () => Promise<T>) => Promise<T>;
  /** The page is going away: let others have their turn. */
  readonly leave: () => void;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A lease in storage, for pages without Web Locks (plain http). Two tabs that both think they have it send some events
 * twice, under the same ids, which costs nothing but traffic.
 */
const lease = (shelf: Shelf): Turn => {
  const me = newId();
  const isMine = (): boolean => shelf.get(leaseKey)?.startsWith(me) === true;
  const isFree = (): boolean => isMine() || !(Number(shelf.get(leaseKey)?.split(" ")[1]) > Date.now());
  const hold = (): void => shelf.set(leaseKey, `${me} ${Date.now() + leaseMs}`);
  const leave = (): void => void (isMine() && shelf.drop(leaseKey));
  return {
    leave,
    async take(work) {
      for (;;) {
        if (isFree()) {
          hold();
          await pause(20 + Math.random() * 30); // whoever wrote last has it
          if (isMine()) break;
        }
        await pause(100 + Math.random() * 200);
      }
      const renewal = setInterval(hold, renewMs);
      try {
        return await work();
      } finally {
        clearInterval(renewal);
        leave();
      }
    },
  };
};

/** The browser's own, given back by itself when the page ends. A sandboxed frame may have it and be refused its use. */
const webLock: Turn = {
  leave: () => undefined,
  async take(work) {
    let hasBegun = false;
    try {
      return await navigator.locks.request("millrace", () => {
        hasBegun = true;
        return work();
      });
    } catch (error) {
      if (hasBegun) throw error;
      return work();
    }
  },
};

/** One sender among several tabs. */
export const turns = (shelf: Shelf): Turn => ("locks" in navigator ? webLock : lease(shelf));
