import type { Embeddings } from "../components/embeddings.ts";
import type { Evidence } from "../components/evidence.ts";
import type { ItemOrder } from "../components/item-order.ts";
import type { ItemContent } from "../content.ts";

/** What is known of items whoever asks. */
export interface ItemFacts {
  /** Unique users. */
  popularity: Float32Array;
  /** Unique users in the newest part of the data. */
  recent: Float32Array;
  /** All items, most popular first, and by recent popularity. */
  order: Uint32Array;
  recentOrder: Uint32Array;
  /** How lately each item was used: 1 for the newest event, falling with its age. */
  freshness: Float32Array;
  /** How often visitors come back to each item. */
  returning: Float32Array;
  /** What the items are like, where that is known. */
  content?: ItemContent;
  /** How much an event of each type says about wanting the item again. */
  typeWeight: Float32Array;
  /** Only where a ranker is asked. */
  ranking?: RankingFacts;
}

/** What was counted of items for the ranker alone. */
export interface RankingFacts {
  evidence: Evidence;
  places: ItemOrder;
  embeddings: Embeddings;
}

/** Numbers kept side by side for each item, so that a candidate's are read at once. */
export const FACTS = 10;
/** Where they lie. */
export const FACT = {
  popularity: 0,
  recent: 1,
  freshness: 2,
  returning: 3,
  later: 4,
  laterNext: 5,
  position: 6,
  era: 7,
  seen: 8,
  spread: 9,
} as const;

/** Popularities are logarithms, divided by the largest. Without `recency`, what tells of age and order is nought. */
export function sideBySide(facts: ItemFacts, recency: boolean): Float32Array {
  const all = new Float32Array(facts.popularity.length * FACTS);
  const put = (place: number, values: Float32Array) => {
    for (let item = 0; item * FACTS < all.length; item++) all[item * FACTS + place] = values[item] ?? 0;
  };
  put(FACT.popularity, logScaled(facts.popularity));
  put(FACT.returning, facts.returning);
  if (!recency) return all;
  put(FACT.recent, logScaled(facts.recent));
  put(FACT.freshness, facts.freshness);
  const places = facts.ranking?.places;
  if (!places) return all;
  put(FACT.later, places.later);
  put(FACT.laterNext, places.laterNext);
  put(FACT.position, places.position);
  put(FACT.era, places.era);
  put(FACT.seen, places.seen);
  put(FACT.spread, places.spread);
  return all;
}

function logScaled(counts: Float32Array): Float32Array {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  return counts.map((count) => Math.log1p(count) / Math.log1p(most));
}
