import type { FunnelMart, ShopMart } from "@millrace/core/domain/marts";
import type { ShopDay, ShopSums, ShownShop } from "@millrace/core/domain/shown-marts";
import { dayAfter, dayOf, daysBetween, newestDay } from "./days.ts";

/** Five weeks, so that a month and a week beside it are seen. */
const shownDays = 35;
const week = 7;

const sumsOf = (days: readonly ShopDay[]): ShopSums => {
  const sum = (name: keyof ShopSums) => days.reduce((total, day) => total + day[name], 0);
  return {
    sessions: sum("sessions"),
    viewed: sum("viewed"),
    carted: sum("carted"),
    orders: sum("orders"),
    units: sum("units"),
    revenue: sum("revenue"),
  };
};

const weeksOf = (days: readonly ShopDay[], isOpen: boolean): Pick<ShownShop, "week" | "before"> => {
  const over = isOpen && days.length > 1 ? days.slice(0, -1) : days;
  const last = over.slice(-week);
  const before = over.slice(-2 * week, -week);
  return {
    week: { days: last.length, from: last[0]?.day ?? "", to: last.at(-1)?.day ?? "", sums: sumsOf(last) },
    before: before.length === week ? sumsOf(before) : null,
  };
};

/** Visits and the shop's books side by side, each day of the last five weeks; null without a day of either. */
export const shownShop = (shop: ShopMart | undefined, funnel: FunnelMart | undefined): ShownShop | null => {
  const generatedAt = Math.max(shop?.generatedAt ?? 0, funnel?.generatedAt ?? 0);
  const books = new Map(shop?.days.map((day) => [day.day, day]));
  const visits = new Map(funnel?.days.map((day) => [day.event_date, day]));
  const known = [...books.keys(), ...visits.keys()];
  const last = newestDay(known, generatedAt);
  if (last === undefined) return null;
  const earliest = dayAfter(last, 1 - shownDays);
  const first = known.reduce((least, day) => (day >= earliest && day < least ? day : least), last);
  const days = daysBetween(first, last).map((day): ShopDay => {
    const [book, visit] = [books.get(day), visits.get(day)];
    return {
      day,
      sessions: visit?.sessions ?? 0,
      viewed: visit?.sessions_with_view ?? 0,
      carted: visit?.sessions_with_cart ?? 0,
      orders: book?.orders ?? 0,
      voidOrders: book?.void_orders ?? 0,
      buyers: book?.buyers ?? 0,
      units: book?.units ?? 0,
      revenue: book?.revenue ?? 0,
    };
  });
  const isOpen = last === dayOf(generatedAt);
  return { generatedAt, days, isOpen, ...weeksOf(days, isOpen) };
};
