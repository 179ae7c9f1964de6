import type { ShownShop } from "@millrace/core/domain/shown-marts";
import { h, svg } from "../../elements.ts";
import { count, dayText, percent } from "../words.ts";

const stage = (name: string, value: number, visits: number, before: number | undefined): HTMLElement => {
  const share = visits > 0 ? value / visits : 0;
  const ofBefore =
    before === undefined || before === 0 || before === visits ? "" : `, ${percent(value / before)} of those`;
  return h(
    "li",
    { "data-stage": name },
    h("span", { class: "stage" }, name),
    h("strong", {}, count(value)),
    h("small", {}, before === undefined ? "" : `${percent(share)} of visits${ofBefore}`),
    svg(
      "svg",
      { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "rest", width: 100, height: 6 }),
      svg("rect", { width: Math.min(100, share * 100), height: 6 }),
    ),
  );
};

/** How visits of the last week narrow down to orders. */
export const drawFunnel = (shop: ShownShop | null): HTMLElement => {
  if (shop === null || shop.week.sums.sessions === 0)
    return h("p", { class: "quiet" }, "No visit to follow: none was counted in these days.");
  const { week } = shop;
  const { sessions, viewed, carted, orders } = week.sums;
  return h(
    "div",
    { class: "card" },
    h("p", { class: "quiet" }, `${dayText(week.from)} to ${dayText(week.to)}`),
    h(
      "ol",
      { class: "funnel" },
      stage("visits", sessions, sessions, undefined),
      stage("saw a product", viewed, sessions, sessions),
      stage("filled a cart", carted, sessions, viewed),
      stage("orders", orders, sessions, carted),
    ),
    h("p", { class: "quiet" }, "Orders are the shop’s own books of these days, whoever made them."),
  );
};
