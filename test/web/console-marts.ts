import type {
  FunnelMart,
  KeywordsMart,
  QualityMart,
  RecommendationsMart,
  ShopMart,
  TopItemsMart,
} from "@millrace/core/domain/marts";
import {
  aBook,
  aDay,
  aList,
  anItem,
  anOrder,
  aTerm,
  daysAgo,
  generatedAt,
  visitsOf,
} from "../functions/operate/marts/given.ts";

export const hostile = "<img src=x onerror=alert(1)>";
export const model = "arn:aws:personalize:ap-northeast-2:000000000000:solution/shop-personal/shop-personal-2026-11-20";

const fifteen = Array.from({ length: 15 }, (_, ago) => ago);

const shop: ShopMart = {
  generatedAt,
  days: fifteen.map((ago) =>
    aBook(daysAgo(ago), {
      orders: 10,
      void_orders: 1,
      buyers: 9,
      units: 12,
      revenue: ago === 0 ? 1 : ago > 7 ? 500_000 : 600_000,
    }),
  ),
};
const funnel: FunnelMart = {
  generatedAt,
  days: fifteen.map((ago) =>
    visitsOf(daysAgo(ago), 200, { sessions_with_view: 150, sessions_with_cart: 50, orders: 10 }),
  ),
};

const item = (ago: number, place: number, item_id: string, name: string | null) =>
  anItem(daysAgo(ago), place, item_id, { name, name_en: "A tent", people: 1234, views: 20 });
const topItems: TopItemsMart = {
  generatedAt,
  items: [
    item(1, 1, "P2", "등불"),
    item(1, 3, "P1", hostile),
    item(0, 1, "P1", hostile),
    item(0, 2, "P2", "등불"),
    item(0, 3, "P3", null),
  ],
};

const term = (search_term: string, searches: number, grade: "good" | "normal" | "bad") =>
  aTerm(search_term, { searches, product_clicks: 2 * searches, likes: 1, score: 2.04, grade });
const keywords: KeywordsMart = {
  generatedAt,
  keywords: [
    term(hostile, 900, "good"),
    term("텐트", 225, "normal"),
    term("못 찾는 것", 1, "bad"),
    ...Array.from({ length: 9 }, (_, at) => term(`term ${at}`, 1, "normal")),
  ],
  rising: [
    { search_term: hostile, searches: 6, searches_before: 0, growth: 7 },
    { search_term: "텐트", searches: 7, searches_before: 2, growth: 8 / 3 },
  ],
};

const recommendations: RecommendationsMart = {
  generatedAt,
  days: [
    aList({ variant: "plain", model, views: 2000, clicks: 200 }),
    aList({ variant: "big", model, views: 1000, clicks: 150 }),
    aList({ placement: hostile, variant: hostile, model: hostile, clicks: 101 }),
  ],
  leftOut: [{ event_date: daysAgo(0), left_out: 1200, views: 1500, clicks: 3 }],
  orders: [
    anOrder({ variant: "plain", model, clicked_items: 100, ordered_items: 10 }),
    anOrder({ variant: "big", model, clicked_items: 100, ordered_items: 11 }),
  ],
  knownOrders: 7,
};

const quality: QualityMart = {
  generatedAt,
  days: [aDay(daysAgo(0), { accepted: 900, rejected: 100, redelivered: 7, sent_again: 0, bots: 25, skewed: 0 })],
  refusals: [{ day: daysAgo(0), reason: hostile, events: 100 }],
};

/** A lake's marts of a shop with an experiment and a visitor who wishes it ill. */
export const marts = (): Record<string, unknown> => ({
  "marts/shop.json": shop,
  "marts/funnel.json": funnel,
  "marts/top-items.json": topItems,
  "marts/keywords.json": keywords,
  "marts/recommendations.json": recommendations,
  "marts/quality.json": quality,
});
