import type { WireEvent } from "@millrace/core/domain/event";
import { makeProducts, type Product } from "./products.ts";
import { seededRandom } from "./random.ts";
import { makeVisitors, type Visitor } from "./visitors.ts";
import { makeVisits, type Purchase } from "./visits.ts";
import { planWalk } from "./walk.ts";

/** 몽스토어: 600 products, 3,000 visitors, thirty days of what they did. */
export interface Shop {
  readonly products: readonly Product[];
  readonly visitors: readonly Visitor[];
  /** Oldest first. */
  readonly events: readonly WireEvent[];
  /** Oldest first. */
  readonly purchases: readonly Purchase[];
}

/** The same seed and the same `now` (ms since the epoch, the end of the thirty days) give the same shop. */
export const makeShop = (seed: number, now: number): Shop => {
  const random = seededRandom(seed);
  const products = makeProducts(random.fork(), now);
  const visitors = makeVisitors(random.fork(), now);
  const walk = planWalk(products, random.fork());
  const visits = visitors.map((visitor) => makeVisits(visitor, walk, random.fork(), now));
  return {
    products,
    visitors,
    events: visits.flatMap(({ events }) => events).sort((left, right) => left.event_ts - right.event_ts),
    purchases: visits.flatMap(({ purchases }) => purchases).sort((left, right) => left.at - right.at),
  };
};
