import type { Interactions } from "./interactions.ts";
import { pack, unpack } from "./packed.ts";

export function saveInteractions(all: Interactions): Buffer {
  const { users, items, eventTypes, offsets, item, type, time, value } = all;
  return pack({ interactions: item.length }, { users, items, eventTypes, offsets, item, type, time, value });
}

/** Throws when the file is damaged. */
export function loadInteractions(file: Buffer): Interactions {
  const { strings, numbers } = unpack(file);
  return {
    users: strings("users"),
    items: strings("items"),
    eventTypes: strings("eventTypes"),
    offsets: numbers("offsets", "Uint32Array"),
    item: numbers("item", "Uint32Array"),
    type: numbers("type", "Uint8Array"),
    time: numbers("time", "Float64Array"),
    value: numbers("value", "Float32Array"),
  };
}
