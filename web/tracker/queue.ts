import type { WireEvent } from "@millrace/core/domain/event";
import type { Shelf } from "./shelf.ts";

const prefix = "event:";
const mostEvents = 1_000;

/** Events on their way. Sorted by id they are in the order in which they happened. */
export interface Queue {
  readonly add: (event: WireEvent) => void;
  /** The oldest events but those to skip, at least one if there is one, together at most `bytes` long as JSON. */
  readonly next: (events: number, bytes: number, skip?: ReadonlySet<string>) => WireEvent[];
  readonly remove: (ids: readonly string[]) => void;
  readonly size: number;
}

/** Each event has its own place, so that two tabs never overwrite each other's. Past 1,000 the oldest are given up. */
export const eventQueue = (shelf: Shelf): Queue => {
  const read = (key: string): WireEvent | undefined => {
    try {
      return JSON.parse(shelf.get(key) ?? "") as WireEvent;
    } catch {
      shelf.drop(key); // another tab has taken it, or it is none of ours
      return undefined;
    }
  };
  return {
    get size() {
      return shelf.keys(prefix).length;
    },
    add(event) {
      const waiting = shelf.keys(prefix);
      for (const key of waiting.slice(0, Math.max(0, waiting.length + 1 - mostEvents))) shelf.drop(key);
      shelf.set(prefix + event.event_id, JSON.stringify(event));
    },
    next(events, bytes, skip) {
      const batch: WireEvent[] = [];
      let length = 0;
      for (const key of shelf.keys(prefix)) {
        if (skip?.has(key.slice(prefix.length))) continue;
        const event = read(key);
        if (event === undefined) continue;
        length += sizeOf(event);
        if (batch.length === events || (batch.length > 0 && length > bytes)) break;
        batch.push(event);
      }
      return batch;
    },
    remove(ids) {
      for (const id of ids) shelf.drop(prefix + id);
    },
  };
};

/** Bytes of its JSON. Throws when it has none: a circle, a bigint. */
export const sizeOf = (event: WireEvent): number => new Blob([JSON.stringify(event)]).size;
