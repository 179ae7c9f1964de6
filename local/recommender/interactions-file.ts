import type { Interactions } from "./interactions.ts";
import type { DataSize } from "./memory.ts";
import { factsIn, pack, unpack } from "./packed.ts";

export function saveInteractions(all: Interactions): Buffer {
  const { users, items, eventTypes, offsets, item, type, time, value } = all;
  const size: DataSize = { interactions: item.length, users: users.length, items: items.length };
  return pack(size, { users, items, eventTypes, offsets, item, type, time, value });
}

/** How much is in a file of which this is the lead; see `leadBytes`. Files of before it was noted say nothing of users and items. */
export function sizeIn(lead: Buffer): DataSize {
  const { interactions = 0, users = 0, items = 0 } = factsIn(lead) as Partial<DataSize>;
  return { interactions, users, items };
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
