import type { WireEvent } from "@millrace/core/domain/event";
import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";
import { likingOf } from "./liking.ts";
import type { Product } from "./products.ts";
import type { Random } from "./random.ts";
import type { Visitor } from "./visitors.ts";
import { eventMaker } from "./wire-events.ts";

/** What a page of the shop asks for a list with; undefined when none came, and the page has no row. */
export type AskList = (query: Readonly<Record<string, string>>) => Promise<RecommendationAnswer | undefined>;

/** Whose list stands on the shop's first page. */
export type HomeVariant = "personal" | "popular";

const readsOn = 0.85; // to the next item of a list
const mostClicked = 0.055; // of items that are looked at, however well liked
const halfLiked = 3; // this many times the visitor's average: clicked half as often as that
const carted = 0.13;
const mostPages = 4;

/**
 * A visit to the shop of now: the first page with its list, and as long as something is clicked, the product's page with the list
 * beside it. Events are what the tracker would send. A click is by taste alone: visitors do not know who made a list.
 */
export const browse = async (
  visitor: Visitor,
  shop: { products: ReadonlyMap<string, Product>; ask: AskList; random: Random; now: () => number },
  variant: HomeVariant,
): Promise<WireEvent[]> => {
  const { products, ask, random } = shop;
  const liking = likingOf(visitor, [...products.values()]);
  const session = eventMaker(visitor, "now");
  const events: WireEvent[] = [];
  let last = 0;
  const say = (name: string, more: Partial<WireEvent>): void => {
    last = Math.max(shop.now(), last + 1);
    events.push(session.make(name, last, more));
  };

  /** The place of what is clicked in a list; undefined when nothing is. */
  const choose = (items: RecommendationAnswer["items"]): RecommendationAnswer["items"][number] | undefined => {
    for (const item of items) {
      const product = products.get(item.item_id);
      const liked = product === undefined ? 0 : liking(product);
      if (random.chance((mostClicked * liked) / (liked + halfLiked))) return item;
      if (!random.chance(readsOn)) return undefined;
    }
    return undefined;
  };
  const who: Record<string, string> =
    visitor.userId === undefined ? { anonymous_id: visitor.anonymousId } : { user_id: visitor.userId };

  session.beginSession();
  let page = { path: "/", title: "몽스토어" };
  let list = await ask(variant === "popular" ? { placement: "popular" } : { placement: "home", ...who });
  let where: { strategy: string; variant?: string } = { strategy: "home", variant };
  for (let pages = 1; list !== undefined; pages++) {
    const { recommendation_id: id, source, model, items } = list;
    const recommendation = { id, source, ...where, ...(model !== null && { model }) };
    say("recommendation_view", { page, recommendation, impression: items.map(({ item_id }) => item_id) });
    const clicked = choose(items);
    if (clicked === undefined) break;
    const { item_id, position } = clicked;
    const from = { page, item_id, recommendation: { ...recommendation, position } };
    say("recommendation_click", from);
    page = { path: `/p/${item_id}`, title: products.get(item_id)?.name_ko ?? "" };
    say("view_item", { ...from, page });
    if (random.chance(carted)) say("add_to_cart", { ...from, page });
    if (pages === mostPages) break;
    list = await ask({ placement: "product", item_id });
    where = { strategy: "product" };
  }
  return events;
};
