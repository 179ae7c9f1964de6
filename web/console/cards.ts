import type { Card } from "@millrace/core/domain/card";
import { h } from "../elements.ts";
import type { Cards } from "./api.ts";
import { count, dollars, metricName, metricText, when, whoseFigures } from "./words.ts";

type Model = Card["models"][number];

const fact = (name: string, value: string): HTMLElement[] => [h("dt", {}, name), h("dd", {}, value)];

const others = ["precision_at_5", "mean_reciprocal_rank_at_25", "coverage"];

const lineOf = (run: string, metrics: Model["metrics"], verdict: string, names: readonly string[]): HTMLElement =>
  h(
    "tr",
    {},
    h("th", { scope: "row" }, run),
    ...names.map((name) => h("td", { class: "number" }, metricText(metrics[name]))),
    h("td", {}, h("span", { class: "status", "data-status": verdict }, verdict)),
  );

/** A model of the run, and below it those of the runs before. */
const tableOf = (run: string, model: Model, metric: string): HTMLElement => {
  const names = [metric, ...others.filter((name) => name !== metric)];
  const heads = ["run", ...names.map(metricName), "verdict"];
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": `${model.solution} beside earlier ones` },
    h(
      "table",
      {},
      h("caption", {}, `${model.solution}: ${model.reasons.join("; ")}. ${whoseFigures}`),
      h("thead", {}, h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        lineOf(run, model.metrics, model.verdict, names),
        ...model.earlier.map((earlier) => lineOf(earlier.run, earlier.metrics, earlier.verdict, names)),
      ),
    ),
  );
};

const cardOf = (card: Card, metric: string): HTMLElement => {
  const { run, base, openedAt, openedBy, data, facts, models, deployed, kept, cost } = card;
  const mix = Object.entries(facts.eventTypes ?? {}).map(([type, number]) => `${type} ${count(number)}`);
  const span = facts.from === undefined ? "" : `, ${facts.from} to ${facts.to}`;
  return h(
    "details",
    { class: "model-card", "data-card": run, "data-key": `card ${run}` },
    h(
      "summary",
      {},
      `${run}: deployed ${deployed.join(", ") || "nothing"}${kept.length > 0 ? `, kept ${kept.join(", ")}` : ""}`,
    ),
    h(
      "dl",
      { class: "facts" },
      ...fact("opened", `${when(openedAt)} by ${openedBy}${base === undefined ? "" : `, from run ${base}`}`),
      ...fact(
        "data",
        `${count(data.interactions)} interactions${span}, ${count(data.items)} items, ${count(data.users)} users`,
      ),
      ...(mix.length > 0 ? fact("events", mix.join(", ")) : []),
      ...fact(
        "cost, about",
        `${dollars(cost.imports + cost.trainings + cost.batches)} for the run as it was, ${dollars(cost.campaignsPerDay)} a day for campaigns (prices of ${cost.asOf}${cost.unchecked.length === 0 ? "" : `; nobody has compared ${cost.unchecked.join(", ")}`})`,
      ),
    ),
    ...models.map((model) => tableOf(run, model, metric)),
  );
};

/** What each run made, of which data, and how it compares. */
export const drawCards = ({ cards, metric }: Cards): HTMLElement =>
  cards.length === 0
    ? h("p", { class: "quiet" }, "No card yet: a run writes one when it ends.")
    : h("div", { class: "runs" }, ...cards.map((card) => cardOf(card, metric)));
