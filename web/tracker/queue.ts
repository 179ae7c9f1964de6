import type { WireEvent } from "@millrace/core/domain/event";

const prefix = "millrace.event.";
const mostEvents = 1_000;

/** Events on their way. Sorted by id they are in the order in which they happened. */
export interface Queue {
  add(event: WireEvent): void;
  /** The oldest events, at least one if there is one, together at most `bytes` long as JSON. */
  next(events: number, bytes: number, after?: string): WireEvent[];
  remove(ids: readonly string[]): void;
  readonly size: number;
}

/**
 * A queue that survives a reload. Each event has its own entry, so that two tabs never overwrite each other's.
 * Where storage is refused or full, events wait in memory. Past 1,000 the oldest are given up.
 */
export const eventQueue = (storage: Storage | undefined): Queue => {
  const memory = new Map<string, string>();

  const keys = (): string[] => {
    const found = [...memory.keys()];
    try {
      for (const key of Object.keys(storage ?? {})) if (key.startsWith(prefix)) found.push(key);
    } catch {
      // storage was taken away meanwhile; what is in memory is still there
    }
    return found.sort();
  };

  const drop = (key: string): void => {
    memory.delete(key);
    try {
      storage?.removeItem(key);
    } catch {
      // as above
    }
  };

  const read = (key: string): WireEvent | undefined => {
    try {
      return JSON.parse(memory.get(key) ?? storage?.getItem(key) ?? "") as WireEvent;
    } catch {
      drop(key);
      return undefined;
    }
  };

  return {
    get size() {
      return keys().length;
    },
    add(event) {
      const waiting = keys();
      for (const key of waiting.slice(0, Math.max(0, waiting.length + 1 - mostEvents))) drop(key);
      const key = prefix + event.event_id;
      const text = JSON.stringify(event);
      try {
        if (storage) storage.setItem(key, text);
        else memory.set(key, text);
      } catch {
        memory.set(key, text);
      }
    },
    next(events, bytes, after = "") {
      const batch: WireEvent[] = [];
      let length = 0;
      for (const key of keys()) {
        if (after !== "" && key <= prefix + after) continue;
        const event = read(key);
        if (event === undefined) continue;
        length += new Blob([JSON.stringify(event)]).size;
        if (batch.length === events || (batch.length > 0 && length > bytes)) break;
        batch.push(event);
      }
      return batch;
    },
    remove(ids) {
      for (const id of ids) drop(prefix + id);
    },
  };
};
