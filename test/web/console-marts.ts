import type {
  FunnelMart,
  KeywordsMart,
  QualityMart,
  RecommendationsMart,
  ShopMart,
  TopItemsMart,
} from "@millrace/core/domain/marts";

/** 21 November 2026, noon. */
export const noon = Date.UTC(2026, 10, 21, 12);
export const hostile = "<img src=x onerror=alert(1)>";
export const model = "arn:aws:personalize:ap-northeast-2:000000000000:solution/shop-personal/shop-personal-2026-11-20";

const dayMs = 86_400_000;
const daysAgo = (days: number): string => new Date(noon - days * dayMs).toISOString().slice(0, 10);
const fifteen = Array.from({ length: 15 }, (_, ago) => ago);

const shop: ShopMart = {
  generatedAt: noon,
  days: fifteen.map((ago) => ({
    day: daysAgo(ago),
    orders: 10,
    void_orders: 1,
    buyers: 9,
    units: 12,
    revenue: ago === 0 ? 1 : ago > 7 ? 500_000 : 600_000,
  })),
};
const funnel: FunnelMart = {
  generatedAt: noon,
  days: fifteen.map((ago) => ({
    event_date: daysAgo(ago),
    sessions: 200,
    sessions_with_view: 150,
    sessions_with_cart: 50,
    orders: 10,
  })),
};

const item = (event_date: string, place: number, item_id: string, name: string | null) => ({
  event_date,
  place,
  item_id,
  name,
  name_en: "A tent",
  people: 1234,
  views: 20,
  carts: 3,
});
const topItems: TopItemsMart = {
  generatedAt: noon,
  items: [
    item(daysAgo(1), 1, "P2", "등불"),
    item(daysAgo(1), 3, "P1", hostile),
    item(daysAgo(0), 1, "P1", hostile),
    item(daysAgo(0), 2, "P2", "등불"),
    item(daysAgo(0), 3, "P3", null),
  ],
};

const term = (search_term: string, searches: number, grade: "good" | "normal" | "bad") => ({
  search_term,
  searches,
  product_clicks: 2 * searches,
  likes: 1,
  carts: 0,
  score: 2.04,
  grade,
});
const keywords: KeywordsMart = {
  generatedAt: noon,
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

const list = (facts: Partial<RecommendationsMart["days"][number]>): RecommendationsMart["days"][number] => ({
  event_date: daysAgo(0),
  placement: "home",
  variant: "none",
  source: "live",
  model: "none",
  lists: 90,
  views: 100,
  clicks: 10,
  clicked_items: 10,
  carted_items: 4,
  ...facts,
});
const recommendations: RecommendationsMart = {
  generatedAt: noon,
  days: [
    list({ variant: "plain", model, views: 2000, clicks: 200 }),
    list({ variant: "big", model, views: 1000, clicks: 150 }),
    list({ placement: hostile, variant: hostile, model: hostile, clicks: 101 }),
  ],
  orders: [
    { placement: "home", variant: "plain", source: "live", model, clicked_items: 100, ordered_items: 10 },
    { placement: "home", variant: "big", source: "live", model, clicked_items: 100, ordered_items: 11 },
  ],
};

const quality: QualityMart = {
  generatedAt: noon,
  days: [
    {
      day: daysAgo(0),
      accepted: 900,
      rejected: 100,
      redelivered: 7,
      sent_again: 0,
      bots: 25,
      late: 3,
      skewed: 0,
      streamed: 5,
      denied: 6,
    },
  ],
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
