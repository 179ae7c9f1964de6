/** A tracking error must never become the shop's: undefined instead. */
export const safely = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** Every function of it, such that it answers undefined where it would throw. */
export const calm = <T extends object>(api: T): T =>
  Object.fromEntries(
    Object.entries(api as Record<string, (...given: unknown[]) => unknown>).map(([name, act]) => [
      name,
      (...given: unknown[]) => safely(() => act(...given)),
    ]),
  ) as T;
