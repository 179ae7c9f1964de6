import type { Parts } from "./blend.ts";
import { coOccurrence, type CoOccurrenceParameters, type Neighbours } from "./co-occurrence.ts";
import type { Interactions } from "./interactions.ts";
import { byPopularity, uniqueUsers } from "./popularity.ts";
import type { RecipeKind } from "./recipes.ts";

const CO_OCCURRENCE: CoOccurrenceParameters = {
  window: 10,
  decay: 0.8,
  backward: 0.7,
  discount: 0.3,
  halfLifeDays: 30,
  neighbours: 60,
};

const NOTHING: Neighbours = { offsets: new Uint32Array(0), item: new Uint32Array(0), score: new Float32Array(0) };

/** Count what a recipe weighs. `weightOf`: how much the operator lets events of a type count. */
export function countParts(all: Interactions, kind: RecipeKind, weightOf: (eventType: string) => number): Parts {
  const users = uniqueUsers(all);
  const most = users.reduce((a, b) => Math.max(a, b), 1);
  const configured = all.eventTypes.map(weightOf);
  return {
    neighbours: kind === "popular" ? NOTHING : coOccurrence(all, users, configured, CO_OCCURRENCE),
    popularity: users.map((count) => count / most),
    order: byPopularity(users),
    typeWeight: returnRates(all).map((rate, type) => rate * (configured[type] ?? 1)),
  };
}

/** For each event type: how often the visitor comes back to the item afterwards, relative to all types. */
function returnRates(all: Interactions): Float32Array {
  const returned = new Float64Array(all.eventTypes.length);
  const total = new Float64Array(all.eventTypes.length);
  for (let user = 0; user < all.users.length; user++) {
    const seenLater = new Set<number>();
    for (let event = (all.offsets[user + 1] ?? 0) - 1; event >= (all.offsets[user] ?? 0); event--) {
      const type = all.type[event] ?? 0;
      const item = all.item[event] ?? 0;
      total[type] = (total[type] ?? 0) + 1;
      if (seenLater.has(item)) returned[type] = (returned[type] ?? 0) + 1;
      seenLater.add(item);
    }
  }
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const mean = (sum(returned) + 1) / (sum(total) + 1);
  // Ten imagined events at the mean keep a rare type from running away.
  return Float32Array.from(total, (count, type) => ((returned[type] ?? 0) + 10 * mean) / (count + 10) / mean);
}
