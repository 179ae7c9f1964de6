import { setTimeout as wait } from "node:timers/promises";

/** Looks again and again until there is something. Throws with what was waited for. */
export const until = async <T>(what: string, look: () => Promise<T | undefined>, patienceMs = 60_000): Promise<T> => {
  const started = Date.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() - started > patienceMs) throw new Error(`${what} has not come in ${patienceMs / 1000} s`);
    await wait(200);
  }
};
