import type { WireEvent } from "@millrace/core/domain/event";
import type { Product } from "./products.ts";
import type { Random } from "./random.ts";
import type { Visitor } from "./visitors.ts";
import type { Walk } from "./walk.ts";
import { eventMaker } from "./wire-events.ts";

/** A bought basket: it goes to the product database, never into the clickstream. */
export interface Purchase {
  readonly visitor: Visitor;
  /** ms since the epoch. */
  readonly at: number;
  readonly lines: readonly { product: Product; quantity: number }[];
}

export interface Visits {
  readonly events: WireEvent[];
  readonly purchases: readonly Purchase[];
}

const dayMs = 86_400_000;
const days = 30;
const hours = [4, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 8, 7, 7, 7, 8, 9, 11, 14, 15, 12, 8]; // of a Seoul day
const seoulMs = 9 * 3_600_000;

/** When a visit begins: evenings and weekends more than others. Never after `now`. */
const beginning = (random: Random, now: number): number => {
  for (;;) {
    const day = Math.floor((now + seoulMs) / dayMs) - random.below(days);
    const isWeekend = [0, 6].includes(new Date(day * dayMs).getUTCDay());
    if (!isWeekend && random.chance(0.2)) continue;
    const at = day * dayMs - seoulMs + (random.weighted(hours) + random.next()) * 3_600_000;
    if (at < now - 3_600_000) return Math.floor(at);
  }
};

/** One visitor's thirty days, oldest first: visits, searches, lists, looks, carts, likes; baskets aside. */
export const makeVisits = (visitor: Visitor, walk: Walk, random: Random, now: number): Visits => {
  const events: WireEvent[] = [];
  const purchases: Purchase[] = [];
  const past: Product[] = [];
  const session = eventMaker(visitor);
  const starts = Array.from({ length: Math.max(1, random.poisson(visitor.visits)) }, () => beginning(random, now));

  for (const start of starts.sort((left, right) => left - right)) {
    session.beginSession();
    const basket = new Map<Product, number>();
    let at = start;
    const say = (name: string, more: Partial<WireEvent>): void => {
      at += 2_000 + Math.floor(random.next() ** 2 * 40_000);
      events.push(session.make(name, at, more));
    };
    let current = walk.first(visitor, random);
    if (random.chance(0.6)) say("page_view", { page: { path: "/", title: "몽스토어" } });
    if (random.chance(0.22))
      say("search", { search_term: current.name_ko.split(" ").slice(-2).join(" "), page: { path: "/search" } });
    if (random.chance(0.35))
      say("view_item_list", {
        impression: walk.listOf(current).map(({ product_id }) => product_id),
        page: { path: `/c/${current.category_l3}` },
      });
    const looks = 1 + random.poisson(5);
    for (let look = 0; look < looks; look++) {
      if (look > 0) current = walk.next(visitor, current, past, random);
      say("view_item", {
        item_id: current.product_id,
        items: [
          {
            item_id: current.product_id,
            item_name: current.name_ko,
            item_category: current.category_l1,
            item_category2: current.category_l2,
            item_category3: current.category_l3,
            price: current.price,
          },
        ],
        page: { path: `/p/${current.product_id}` },
      });
      past.push(current);
      if (random.chance(0.06)) say("add_to_wishlist", { item_id: current.product_id });
      if (current.available === 1 && random.chance(0.13)) {
        say("add_to_cart", { item_id: current.product_id, value: current.price, currency: "KRW" });
        basket.set(current, (basket.get(current) ?? 0) + 1);
      }
    }
    if (basket.size > 0 && visitor.userId !== undefined && random.chance(0.42))
      purchases.push({ visitor, at, lines: [...basket].map(([product, quantity]) => ({ product, quantity })) });
  }
  return { events, purchases };
};
