import type { RecommendationsMart } from "@millrace/core/domain/marts";
import type { ShownPlacement, ShownRecommendations } from "@millrace/core/domain/shown-marts";
import { comparisonsOf, shownArm, sumOf, type Counted } from "./arms.ts";
import { dayAfter, daysBetween, newestDay } from "./days.ts";
import { short } from "./words.ts";

/** As many as `etl/mart_recommendation_orders.sql` looks back at. */
const shownDays = 14;
/** Who calls collect names placements, variants and models: a page shows those that were seen most. */
const mostPlacements = 8;
const mostArms = 12;

type Seen = Counted & { readonly placement: string; readonly day: string };

const countedIn = ({ days, orders }: RecommendationsMart, first: string, last: string): Seen[] => [
  ...days
    .filter(({ event_date }) => event_date >= first && event_date <= last)
    .map(({ event_date, clicked_items, carted_items, ...row }) => ({
      ...row,
      day: event_date,
      clickedItems: clicked_items,
      cartedItems: carted_items,
      orderable: 0,
      orderedItems: 0,
    })),
  ...orders.map(({ clicked_items, ordered_items, ...row }) => ({
    ...row,
    day: "",
    lists: 0,
    views: 0,
    clicks: 0,
    clickedItems: 0,
    cartedItems: 0,
    orderable: clicked_items,
    orderedItems: ordered_items,
  })),
];

const mostSeenFirst = (left: { views: number; clicks: number }, right: { views: number; clicks: number }): number =>
  right.views - left.views || right.clicks - left.clicks;

const placementOf = (placement: string, rows: readonly Seen[], days: readonly string[]): ShownPlacement => {
  const arms = [...Map.groupBy(rows, ({ variant, model }) => JSON.stringify([variant, model])).values()]
    .map((same) => sumOf(same))
    .sort(mostSeenFirst);
  const variants = [...Map.groupBy(rows, ({ variant }) => variant).values()]
    .map((same) => sumOf(same))
    .sort(mostSeenFirst);
  const byDay = Map.groupBy(rows, ({ day }) => day);
  return {
    placement: short(placement),
    arms: arms.slice(0, mostArms).map(shownArm),
    leftOut: Math.max(0, arms.length - mostArms),
    comparisons: comparisonsOf(variants.slice(0, mostArms)),
    days: days.map((day) => {
      const { views, clicks } = sumOf(byDay.get(day) ?? []);
      return { day, views, clicks };
    }),
  };
};

const unreadOf = (mart: RecommendationsMart, from: string, to: string): ShownRecommendations["unread"] => {
  const days = mart.leftOut?.filter(({ event_date }) => event_date >= from && event_date <= to) ?? [];
  return {
    rows: days.reduce((sum, { left_out }) => sum + left_out, 0),
    views: days.reduce((sum, { views }) => sum + views, 0),
    orders: Math.max(0, (mart.knownOrders ?? 0) - mart.orders.length),
  };
};

/** What came of the lists of the last 14 days, the placements seen most first; null when none was seen. */
export const shownRecommendations = (mart: RecommendationsMart): ShownRecommendations | null => {
  const to = newestDay(
    mart.days.map(({ event_date }) => event_date),
    mart.generatedAt,
  );
  if (to === undefined) return null;
  const from = dayAfter(to, 1 - shownDays);
  const days = daysBetween(from, to);
  const byPlacement = [...Map.groupBy(countedIn(mart, from, to), ({ placement }) => placement)].sort(
    ([, left], [, right]) => mostSeenFirst(sumOf(left), sumOf(right)),
  );
  return {
    from,
    to,
    placements: byPlacement.slice(0, mostPlacements).map(([placement, rows]) => placementOf(placement, rows, days)),
    leftOut: Math.max(0, byPlacement.length - mostPlacements),
    unread: unreadOf(mart, from, to),
  };
};
