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

/** For each item: how often an event of it is followed by another of the same visitor, drawn to the mean where events are few. */
export function itemReturns(all: Interactions): Float32Array {
  const returned = new Float32Array(all.items.length);
  const total = new Float32Array(all.items.length);
  const seenBy = new Int32Array(all.items.length).fill(-1);
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) {
      const item = all.item[event] ?? 0;
      total[item] = (total[item] ?? 0) + 1;
      if (seenBy[item] === user) returned[item] = (returned[item] ?? 0) + 1;
      seenBy[item] = user;
    }
  }
  const mean = returned.reduce((a, b) => a + b, 0) / Math.max(1, all.item.length);
  return total.map((count, item) => ((returned[item] ?? 0) + 10 * mean) / (count + 10));
}

/** For each item: 1 when its newest event is the newest of all, 1/2 when a twentieth of the events came since, and so on down to 0. */
export function itemFreshness(all: Interactions): Float32Array {
  const newest = new Float64Array(all.items.length).fill(-Infinity);
  for (let event = 0; event < all.item.length; event++) {
    const item = all.item[event] ?? 0;
    newest[item] = Math.max(newest[item] ?? 0, all.time[event] ?? 0);
  }
  const times = all.time.slice().sort();
  return Float32Array.from(newest, (time) => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    const since = (times.length - low) / Math.max(1, times.length);
    return low === 0 ? 0 : 0.05 / (0.05 + since);
  });
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
