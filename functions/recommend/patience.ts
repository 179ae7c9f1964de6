/** Thrown when work took longer than it may. */
export class TooLate extends Error {
  override readonly name = "TooLate";
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** Do `work` for at most `ms`; past that its signal is aborted and TooLate is thrown, whether it listens or not. */
export const within = async <T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(new TooLate(ms));
    }, ms);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Callers who ask for the same key while work on it is under way share that work. */
export const singleFlight = <T>() => {
  const underWay = new Map<string, Promise<T>>();
  return (key: string, work: () => Promise<T>): Promise<T> => {
    const known = underWay.get(key);
    if (known) return known;
    const flight = work().finally(() => underWay.delete(key));
    underWay.set(key, flight);
    return flight;
  };
};
