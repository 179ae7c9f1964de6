import type { Interactions } from "./interactions.ts";

/** For each event type: how often the visitor comes back to the item afterwards, relative to all types. */
export function returnRates(all: Interactions): Float32Array {
  const returned = new Float64Array(all.eventTypes.length);
  const total = new Float64Array(all.eventTypes.length);
  const seenBy = new Int32Array(all.items.length).fill(-1);
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    for (let event = (all.offsets[user + 1] ?? 0) - 1; event >= (all.offsets[user] ?? 0); event--) {
      const type = all.type[event] ?? 0;
      const item = all.item[event] ?? 0;
      total[type] = (total[type] ?? 0) + 1;
      if (seenBy[item] === user) returned[type] = (returned[type] ?? 0) + 1;
      seenBy[item] = user;
    }
  }
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const mean = (sum(returned) + 1) / (sum(total) + 1);
  // Ten imagined events at the mean keep a rare type from running away.
  return Float32Array.from(total, (count, type) => ((returned[type] ?? 0) + 10 * mean) / (count + 10) / mean);
}

/** The share of events whose item the visitor had used before. */
export function repeatShare(all: Interactions): number {
  let repeats = 0;
  const seenBy = new Int32Array(all.items.length).fill(-1);
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) {
      const item = all.item[event] ?? 0;
      if (seenBy[item] === user) repeats++;
      seenBy[item] = user;
    }
  }
  return repeats / Math.max(1, all.item.length);
}
