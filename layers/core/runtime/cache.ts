import { LRUCache } from "lru-cache";

/** A bounded memory of this Lambda instance; what was used longest ago goes first. */
export const memory = <T extends object>(max: number): Pick<Map<string, T>, "get" | "set" | "delete"> =>
  new LRUCache<string, T>({ max }) as unknown as Pick<Map<string, T>, "get" | "set" | "delete">;

/**
 * A value loaded at most every `freshMs`, with one load at a time however many ask. When a load fails the last value stays
 * and `onFailure` hears of it; the next try is `freshMs` / 10 later. Before the first success it is undefined.
 */
export const remembered = <T>(
  load: () => Promise<T | undefined>,
  {
    freshMs,
    now = Date.now,
    onFailure,
  }: { freshMs: number; now?: () => number; onFailure?: (error: unknown) => void },
): (() => Promise<T | undefined>) => {
  let value: T | undefined;
  let staleAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<T | undefined> | undefined;

  const reload = async (): Promise<T | undefined> => {
    try {
      value = await load();
      staleAt = now() + freshMs;
    } catch (error) {
      staleAt = now() + freshMs / 10;
      onFailure?.(error);
    }
    return value;
  };
  const forget = () => {
    loading = undefined;
  };

  return async () => (now() < staleAt ? value : (loading ??= reload().finally(forget)));
};
