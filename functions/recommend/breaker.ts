export interface BreakerTiming {
  /** So many failures in a row open it. */
  readonly failures: number;
  /** So long nobody is let through; then one is, as a probe. */
  readonly restMs: number;
}

/** Thrown instead of working while the breaker is open. */
export class Resting extends Error {
  override readonly name = "Resting";
}

/** Spares a failing service, and our visitors the wait for it. */
export const breaker = ({ failures, restMs }: BreakerTiming, now: () => number) => {
  let failed = 0;
  let restUntil = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (failed >= failures) {
      if (now() < restUntil) throw new Resting(`resting after ${failed} failures in a row`);
      restUntil = now() + restMs; // this caller is the probe; the others go on resting until it is back
    }
    try {
      const result = await work();
      failed = 0;
      return result;
    } catch (error) {
      failed += 1;
      if (failed >= failures) restUntil = now() + restMs;
      throw error;
    }
  };
};
