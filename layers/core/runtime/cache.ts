import { LRUCache } from "lru-cache";

/** A bounded memory of this Lambda instance; what was used longest ago goes first. */
export const memory = <T extends object>(max: number): LRUCache<string, T> => new LRUCache<string, T>({ max });

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
