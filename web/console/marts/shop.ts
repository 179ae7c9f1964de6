import type { ShopSums, ShownShop } from "@millrace/core/domain/shown-marts";
import { h } from "../../elements.ts";
import { numberCell, tableOf } from "../table.ts";
import { change, count, dayText, when } from "../words.ts";
import { barsOf } from "./bars.ts";

const drawn: readonly [name: string, sum: keyof ShopSums][] = [
  ["visits", "sessions"],
  ["visits that filled a cart", "carted"],
  ["orders", "orders"],
  ["revenue", "revenue"],
];

const whole = (value: number): string => count(Math.round(value));

/** A week beside the one before. */
const changeOf = (now: number, before: number | undefined): HTMLElement => {
  if (before === undefined || before === 0) return h("small", {}, "nothing before to compare with");
  const growth = now / before - 1;
  return h("small", { class: growth >= 0 ? "better" : "worse" }, `${change(growth)} on the 7 days before`);
};

const chart = (name: string, sum: keyof ShopSums, { days, isOpen, week, before }: ShownShop): HTMLElement =>
  h(
    "figure",
    { class: "chart", "data-chart": name },
    h("figcaption", {}, name, h("strong", {}, whole(week.sums[sum])), changeOf(week.sums[sum], before?.[sum])),
    barsOf(
      name,
      days.map((day) => ({ day: day.day, value: day[sum], text: whole(day[sum]) })),
      isOpen,
    ),
  );

const heads = ["day", "visits", "saw a product", "filled a cart", "orders", "void", "buyers", "units", "revenue"];

const byDay = ({ days }: ShownShop): HTMLElement =>
  h(
    "details",
    { class: "more", "data-key": "shop by day" },
    h("summary", {}, "every day in numbers"),
    tableOf(
      "the shop by day (UTC), newest first",
      heads,
      days
        .toReversed()
        .map(({ day, sessions, viewed, carted, orders, voidOrders, buyers, units, revenue }) => [
          day,
          ...[sessions, viewed, carted, orders, voidOrders, buyers, units, revenue].map((value) =>
            numberCell(whole(value)),
          ),
        ]),
    ),
  );

/** Visits, carts, orders and revenue of five weeks; the numbers are the last week's. */
export const drawShop = (shop: ShownShop | null): HTMLElement => {
  if (shop === null)
    return h(
      "p",
      { class: "quiet" },
      "No visit has been counted yet: send events with a session_id, as the tracker does, and the lake job counts them.",
    );
  const { week, days, generatedAt } = shop;
  return h(
    "div",
    {},
    h(
      "p",
      { class: "quiet" },
      `The numbers are of ${dayText(week.from)} to ${dayText(week.to)}, days that are over (UTC); revenue in the shop’s currency. Counted ${when(generatedAt)}.`,
    ),
    h("div", { class: "charts" }, ...drawn.map(([name, sum]) => chart(name, sum, shop))),
    days.every(({ orders, voidOrders }) => orders + voidOrders === 0) &&
      h(
        "p",
        { class: "note" },
        "No order in these days. Orders come from the product database: it is copied at each export, and the next lake job counts them.",
      ),
    byDay(shop),
  );
};
