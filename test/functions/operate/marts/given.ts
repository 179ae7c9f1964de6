import type {
  FunnelMart,
  KeywordsMart,
  QualityMart,
  RecommendationsMart,
  ShopMart,
  TopItemsMart,
} from "@millrace/core/domain/marts";

/** 21 November 2026, noon. */
export const generatedAt = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;

/** The day so many days before the 21st. */
export const daysAgo = (days: number): string => new Date(generatedAt - days * dayMs).toISOString().slice(0, 10);

export const aBook = (day: string, facts: Partial<ShopMart["days"][number]> = {}): ShopMart["days"][number] => ({
  day,
  orders: 2,
  void_orders: 0,
  buyers: 2,
  units: 3,
  revenue: 30.5,
  ...facts,
});

export const visitsOf = (
  event_date: string,
  sessions = 10,
  facts: Partial<FunnelMart["days"][number]> = {},
): FunnelMart["days"][number] => ({
  event_date,
  sessions,
  sessions_with_view: sessions / 2,
  sessions_with_cart: sessions / 5,
  orders: 2,
  ...facts,
});

export const anItem = (
  event_date: string,
  place: number,
  item_id: string,
  facts: Partial<TopItemsMart["items"][number]> = {},
): TopItemsMart["items"][number] => ({
  event_date,
  place,
  item_id,
  name: `이름 ${item_id}`,
  name_en: null,
  people: 100 - place,
  views: 200,
  carts: 3,
  ...facts,
});

export const aTerm = (
  search_term: string,
  facts: Partial<KeywordsMart["keywords"][number]> = {},
): KeywordsMart["keywords"][number] => ({
  search_term,
  searches: 3,
  product_clicks: 1,
  likes: 0,
  carts: 0,
  score: 0.3,
  grade: "bad",
  ...facts,
});

export const aDay = (day: string, facts: Partial<QualityMart["days"][number]> = {}): QualityMart["days"][number] => ({
  day,
  accepted: 90,
  rejected: 10,
  redelivered: 0,
  sent_again: 1,
  bots: 2,
  late: 3,
  skewed: 4,
  streamed: 5,
  denied: 6,
  ...facts,
});

export const aList = (
  facts: Partial<RecommendationsMart["days"][number]> = {},
): RecommendationsMart["days"][number] => ({
  event_date: daysAgo(0),
  placement: "home",
  variant: "none",
  source: "live",
  model: "arn:m1",
  lists: 90,
  views: 100,
  clicks: 10,
  clicked_items: 10,
  carted_items: 4,
  ...facts,
});

export const anOrder = (
  facts: Partial<RecommendationsMart["orders"][number]> = {},
): RecommendationsMart["orders"][number] => ({
  placement: "home",
  variant: "none",
  source: "live",
  model: "arn:m1",
  clicked_items: 9,
  ordered_items: 3,
  ...facts,
});
