import type { Interactions } from "../interactions.ts";
import { EVIDENCE_DECAY, EVIDENCE_WINDOW } from "./count-evidence.ts";
import type { Occurrences } from "./count-pairs.ts";
import { type EraSpread, eraSpreadOf } from "./era-spread.ts";
import { erasOf } from "./item-eras.ts";

/** Where in visitors' histories each item stands. */
export interface ItemOrder extends EraSpread {
  /** The share of pairs with nearby events in which the item comes later, nearer pairs counting more; .5 where nothing is known. */
  later: Float32Array;
  /** The same of neighbouring events alone. */
  laterNext: Float32Array;
  /** log(1 + mean number of events before it). */
  position: Float32Array;
  /** See `erasOf`. */
  era: Float32Array;
}

/** Imagined pairs in each direction, so that few events cannot look like certainty. */
const IMAGINED = 2;

export function orderOf(all: Interactions, occurrences: Occurrences): ItemOrder {
  const items = all.items.length;
  const [before, after] = [new Float64Array(items), new Float64Array(items)];
  const [first, last] = [new Float64Array(items), new Float64Array(items)];
  const [places, count] = [new Float64Array(items), new Float64Array(items)];
  const add = (to: Float64Array, item: number, amount: number) => {
    to[item] = (to[item] ?? 0) + amount;
  };
  /** Of so many events on one side, what they count together. */
  const weight = new Float64Array(EVIDENCE_WINDOW + 1);
  for (let d = 1; d <= EVIDENCE_WINDOW; d++) weight[d] = (weight[d - 1] ?? 0) + EVIDENCE_DECAY ** (d - 1);
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    for (let event = from; event < to; event++) {
      const item = all.item[event] ?? 0;
      add(before, item, weight[Math.min(EVIDENCE_WINDOW, event - from)] ?? 0);
      add(after, item, weight[Math.min(EVIDENCE_WINDOW, to - 1 - event)] ?? 0);
      if (event > from) add(last, item, 1);
      if (event + 1 < to) add(first, item, 1);
      add(places, item, event - from);
      add(count, item, 1);
    }
  }
  const share = (some: Float64Array, others: Float64Array) =>
    Float32Array.from(some, (own, item) => (own + IMAGINED) / (own + (others[item] ?? 0) + 2 * IMAGINED));
  const era = erasOf(all, occurrences);
  return {
    later: share(before, after),
    laterNext: share(last, first),
    position: Float32Array.from(places, (sum, item) => Math.log1p(sum / Math.max(1, count[item] ?? 0))),
    era,
    ...eraSpreadOf(all, era),
  };
}
