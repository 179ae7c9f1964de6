export interface Remembering {
  readonly freshMs: number;
  /** When to look again after a failure, or after there was nothing. */
  readonly retryMs: number;
  readonly now?: () => number;
  readonly onFailure?: (error: unknown) => void;
}

/**
 * A value loaded at most every `freshMs`, with one load at a time however many ask. When a load fails the last value stays
 * and `onFailure` hears of it. Undefined before the first success, and when there is nothing.
 */
export const remembered = <T>(
  load: () => Promise<T | undefined>,
  { freshMs, retryMs, now = Date.now, onFailure }: Remembering,
): (() => Promise<T | undefined>) => {
  let value: T | undefined;
  let staleAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<T | undefined> | undefined;

  const reload = async (): Promise<T | undefined> => {
    try {
      value = await load();
      staleAt = now() + (value === undefined ? retryMs : freshMs);
    } catch (error) {
      staleAt = now() + retryMs;
      onFailure?.(error);
    }
    return value;
  };
  const forget = () => {
    loading = undefined;
  };

  return async () => (now() < staleAt ? value : (loading ??= reload().finally(forget)));
};

/** Made by the first who asks and kept for all others, so that a cold start does not wait for what few requests need. */
export const whenNeeded = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
