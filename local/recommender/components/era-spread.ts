import type { Interactions } from "../interactions.ts";

/** When each item's events happened, an event's era being that of what its visitor did beside it. */
export interface EraSpread {
  /** Their mean. */
  seen: Float32Array;
  /** Their standard deviation, drawn to that of all where events are few. */
  spread: Float32Array;
}

/** Events on either side that tell an event's era, the nearest counting most. */
const BESIDE = 3;
/** Imagined events of an item that deviate as all do. */
const IMAGINED = 5;

/** `era`: see `erasOf`, which says of an item when it is used, but neither for how long nor what its own events say of that. */
export function eraSpreadOf(all: Interactions, era: Float32Array): EraSpread {
  const sum = Float64Array.from(era);
  const count = new Uint32Array(era.length);
  const eraOf = new Float32Array(all.item.length);
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    if (to - from < 2) continue;
    for (let event = from; event < to; event++) {
      const own = beside(all.item, era, event, from, to);
      const item = all.item[event] ?? 0;
      eraOf[event] = own;
      sum[item] = (sum[item] ?? 0) + own;
      count[item] = (count[item] ?? 0) + 1;
    }
  }
  const seen = Float32Array.from(sum, (total, item) => total / (1 + (count[item] ?? 0)));
  return { seen, spread: spreadOf(all, eraOf, seen, count) };
}

/** Mean era of the items beside an event. */
function beside(item: Uint32Array, era: Float32Array, event: number, from: number, to: number): number {
  let sum = 0;
  let weights = 0;
  for (let other = Math.max(from, event - BESIDE); other < Math.min(to, event + BESIDE + 1); other++) {
    if (other === event) continue;
    const weight = 1 / Math.abs(other - event);
    weights += weight;
    sum += weight * (era[item[other] ?? 0] ?? 0);
  }
  return sum / weights;
}

function spreadOf(all: Interactions, eraOf: Float32Array, seen: Float32Array, count: Uint32Array): Float32Array {
  const squares = new Float64Array(seen.length);
  let total = 0;
  let events = 0;
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    if (to - from < 2) continue;
    events += to - from;
    for (let event = from; event < to; event++) {
      const item = all.item[event] ?? 0;
      const square = ((eraOf[event] ?? 0) - (seen[item] ?? 0)) ** 2;
      squares[item] = (squares[item] ?? 0) + square;
      total += square;
    }
  }
  const usual = total / Math.max(1, events);
  return Float32Array.from(
    squares,
    (sum, item) => Math.sqrt((sum + IMAGINED * usual) / ((count[item] ?? 0) + IMAGINED)) || 1,
  );
}
