const prefix = "millrace:";

/** A few texts by name that outlive the page where the visitor and the browser allow it, else the page only. */
export interface Shelf {
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, text: string) => void;
  readonly drop: (key: string) => void;
  /** Names that begin so, sorted. */
  readonly keys: (start: string) => string[];
  /** Storage has been allowed: what was in memory goes there, unless something older is there already. */
  readonly settle: () => void;
  /** Forgets everything, in storage too. */
  readonly clear: () => void;
}

/** `mayKeep` is asked each time; while it says no, storage is neither written nor read. */
export const shelf = (mayKeep: () => boolean): Shelf => {
  const memory = new Map<string, string>(); // what storage refused or may not have
  /** Storage can be forbidden, full, or taken away at any moment. */
  const stored = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(localStorage);
    } catch {
      return undefined;
    }
  };
  const storedKeys = (): string[] =>
    stored((storage) =>
      Object.keys(storage).flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : [])),
    ) ?? [];
  const read = (key: string): string | undefined => stored((storage) => storage.getItem(prefix + key)) ?? undefined;

  const self: Shelf = {
    get: (key) => memory.get(key) ?? (mayKeep() ? read(key) : undefined),
    set(key, text) {
      const isKept =
        mayKeep() &&
        stored((storage) => {
          storage.setItem(prefix + key, text);
          return true;
        });
      if (isKept) memory.delete(key);
      else memory.set(key, text);
    },
    drop(key) {
      memory.delete(key);
      stored((storage) => storage.removeItem(prefix + key)); // to forget needs nobody's consent
    },
    keys: (start) =>
      [...memory.keys(), ...(mayKeep() ? storedKeys() : [])].filter((key) => key.startsWith(start)).sort(),
    settle() {
      for (const [key, text] of memory) {
        memory.delete(key);
        if (read(key) === undefined) self.set(key, text);
      }
    },
    clear() {
      memory.clear();
      for (const key of storedKeys()) stored((storage) => storage.removeItem(prefix + key));
    },
  };
  return self;
};
