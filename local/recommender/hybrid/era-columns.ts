import { FACT, FACTS } from "./item-facts.ts";
import type { OwnItems } from "./own-items.ts";
import type { Sheet } from "./sheet.ts";

/** How dense an item's events are at the visitor's time, the same times its popularity, how many spreads off it lies, and how far. */
export const ERA_COLUMNS = 4;

/** So many of the newest items tell the visitor's time, the `n`th back counting `1 / (1 + n)`. */
const ASKED = 4;
/** No item's events lie closer. */
const LEAST_SPREAD = 0.05;

/** Describes candidates by whether they are used at the time the visitor is at. `facts` as `sideBySide` gives them. */
export function writeEra({ features, rows, items, count }: Sheet, first: number, facts: Float32Array, own: OwnItems) {
  if (own.count === 0) return;
  const now = timeOf(facts, own);
  for (let place = 0, at = first; place < count; place++, at += features) {
    const fact = (items[place] ?? 0) * FACTS;
    const spread = facts[fact + FACT.spread] || 1;
    const off = ((facts[fact + FACT.seen] ?? 0) - now) / spread;
    const density = Math.exp((-off * off) / 2) / Math.max(LEAST_SPREAD, spread);
    rows[at] = density;
    rows[at + 1] = (facts[fact + FACT.popularity] ?? 0) * density;
    rows[at + 2] = off;
    rows[at + 3] = Math.abs(off);
  }
}

function timeOf(facts: Float32Array, own: OwnItems): number {
  let sum = 0;
  let weights = 0;
  for (let back = 0; back < Math.min(ASKED, own.count); back++) {
    const weight = 1 / (1 + back);
    weights += weight;
    sum += weight * (facts[(own.item[back] ?? 0) * FACTS + FACT.seen] ?? 0);
  }
  return sum / weights;
}
