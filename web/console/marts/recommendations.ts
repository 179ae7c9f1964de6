import type { Arm, Comparison, ShownPlacement, ShownRecommendations } from "@millrace/core/domain/shown-marts";
import { h } from "../../elements.ts";
import type { Models } from "../api.ts";
import { numberCell, tableOf } from "../table.ts";
import { count, dayText, percent, points } from "../words.ts";
import { barsOf } from "./bars.ts";
import { scaleOf, shareCell, type Scale } from "./interval.ts";

/** A model by its name and run; of one that is no longer known, the end of its ARN. */
const modelCell = (model: string, known: Models["models"]): HTMLElement => {
  if (model === "none") return h("small", {}, "no model");
  const judged = known.find(({ solutionVersionArn }) => solutionVersionArn === model);
  return h(
    "span",
    { class: "model", title: model },
    judged?.solution ?? model.split("/").slice(-2).join("/"),
    judged !== undefined && h("small", {}, `run ${judged.run}`),
  );
};

const armsTable = ({ placement, arms }: ShownPlacement, known: Models["models"]): HTMLElement => {
  const hasVariants = arms.some(({ variant }) => variant !== "none");
  const [clicked, carted, ordered] = (["clicked", "carted", "ordered"] as const).map((measure) =>
    scaleOf(arms.map((arm) => arm[measure])),
  ) as [Scale, Scale, Scale];
  const rowOf = (arm: Arm) => {
    const model = modelCell(arm.model, known);
    const variant = arm.variant === "none" ? "no variant" : arm.variant;
    return [
      ...(hasVariants ? [h("span", { dir: "auto" }, variant), h("td", {}, model)] : [model]),
      numberCell(count(arm.lists)),
      numberCell(count(arm.views)),
      shareCell(
        arm.clicked,
        `${count(arm.clicks)} clicks`,
        clicked,
        arm.views > 0 ? `${count(arm.clicks)} clicks, more than views` : `${count(arm.clicks)} clicks, no view`,
      ),
      shareCell(arm.carted, `${count(arm.cartedItems)} of ${count(arm.clickedItems)}`, carted),
      shareCell(arm.ordered, `${count(arm.orderedItems)} of ${count(arm.orderable)}`, ordered),
    ];
  };
  return tableOf(
    `${placement}: what came of its lists`,
    [...(hasVariants ? ["variant"] : []), "model", "lists", "views", "clicks per view", "then carted", "then ordered"],
    arms.map(rowOf),
  );
};

const sentence = ({ measure, variant, beside, difference }: Comparison): HTMLElement => {
  const { value, from, to } = difference;
  const [verdict, words] =
    from > 0 ? ["better", "more often than"] : to < 0 ? ["worse", "less often than"] : ["unsure", "as often as"];
  const said = `${points(value)} points, 95 % interval ${points(from)} to ${points(to)}`;
  return h(
    "li",
    { "data-verdict": verdict },
    verdict === "unsure"
      ? `${measure}: no difference of ${variant} and ${beside} is certain (${said})`
      : `${variant} is ${measure} ${words} ${beside} (${said})`,
  );
};

const byDay = ({ placement, days }: ShownPlacement): HTMLElement =>
  h(
    "figure",
    { class: "chart", "data-chart": `clicks per view of ${placement}` },
    h("figcaption", {}, "clicks per view, by day"),
    barsOf(
      `clicks per view of ${placement}`,
      days.map(({ day, views, clicks }) => {
        const rate = views > 0 ? clicks / views : 0;
        return { day, value: rate, text: views > 0 ? percent(rate) : "no view" };
      }),
    ),
    h(
      "details",
      { class: "more", "data-key": `days of ${placement}` },
      h("summary", {}, "in numbers"),
      tableOf(
        `${placement} by day (UTC), newest first`,
        ["day", "views", "clicks"],
        days
          .toReversed()
          .map(({ day, views, clicks }) => [dayText(day), numberCell(count(views)), numberCell(count(clicks))]),
      ),
    ),
  );

const placementOf = (shown: ShownPlacement, known: Models["models"]): HTMLElement =>
  h(
    "section",
    { class: "placement", "data-placement": shown.placement, "aria-label": `placement ${shown.placement}` },
    h("h3", {}, shown.placement),
    shown.comparisons.length > 0 && h("ul", { class: "verdicts" }, ...shown.comparisons.map(sentence)),
    h("div", { class: "beside" }, armsTable(shown, known), byDay(shown)),
    shown.leftOut > 0 &&
      h("p", { class: "quiet" }, `${count(shown.leftOut)} more, seen less often, are in marts/recommendations/.`),
  );

/** Clicks, carts and orders that came of lists, by placement, variant and model, with 95 % intervals. */
export const drawRecommendations = (shown: ShownRecommendations | null, known: Models["models"]): HTMLElement => {
  if (shown === null)
    return h(
      "p",
      { class: "quiet" },
      "No recommended list has been seen yet: a page says so with data-recommendation-id, or with tracker.viewList() and tracker.recommendationClick().",
    );
  const { from, to, placements, leftOut, unread } = shown;
  return h(
    "div",
    { class: "placements" },
    h(
      "p",
      { class: "quiet" },
      `Lists seen ${dayText(from)} to ${dayText(to)}. The bars are 95 % intervals (Wilson): where two do not overlap, they differ; where one visitor makes many views, the truth is somewhat less certain. Carted: on the same day, ordered: within a day, by who clicked.`,
    ),
    ...placements.map((placement) => placementOf(placement, known)),
    leftOut > 0 &&
      h("p", { class: "quiet" }, `${count(leftOut)} more placements, seen less often, are in marts/recommendations/.`),
    unread.rows > 0 &&
      h(
        "p",
        { class: "quiet", "data-unread": true },
        `Not counted here: ${count(unread.rows)} rows of single days, beyond the 200 seen most, with ${count(unread.views)} views; they are in marts/recommendations/.`,
      ),
    unread.orders > 0 &&
      h(
        "p",
        { class: "quiet", "data-unread": true },
        `${count(unread.orders)} more rows of orders, with fewer clicked items, are in marts/recommendation_orders/.`,
      ),
  );
};
