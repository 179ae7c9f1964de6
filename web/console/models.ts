import { h } from "../elements.ts";
import type { Models } from "./api.ts";
import { metricName, metricText, whoseFigures } from "./words.ts";

type Model = Models["models"][number];

const metricsOf = (models: readonly Model[], first: string): string[] => {
  const names = new Set(models.flatMap(({ metrics }) => Object.keys(metrics)));
  const wanted = [
    first,
    "normalized_discounted_cumulative_gain_at_10",
    "mean_reciprocal_rank_at_25",
    "precision_at_10",
    "coverage",
  ];
  return [...new Set(wanted)].filter((name) => names.has(name));
};

/** "+42 %", "−7 %", and where a percentage says nothing any more "× 757". */
const besideText = (change: number): string =>
  change > 1000 ? `× ${Math.round(change / 100 + 1)}` : `${change >= 0 ? "+" : "−"}${Math.abs(change).toFixed(0)} %`;

/** A number, and beside it how far it is from the popularity baseline of the same run. */
const metricCell = (model: Model, baseline: Model | undefined, metric: string): HTMLElement => {
  const value = model.metrics[metric];
  const base = baseline?.metrics[metric];
  if (value === undefined || base === undefined || base === 0 || model === baseline)
    return h("td", { class: "number" }, metricText(value));
  const change = (value / base - 1) * 100;
  return h(
    "td",
    { class: "number" },
    metricText(value),
    h("small", { class: change >= 0 ? "better" : "worse" }, ` ${besideText(change)}`),
  );
};

const verdictCell = ({ verdict, reasons, live }: Model): HTMLElement =>
  h(
    "td",
    {},
    h("span", { class: "status", "data-status": verdict }, verdict),
    live.length > 0 && h("span", { class: "status", "data-status": "live" }, `live: ${live.join(", ")}`),
    ...reasons.map((reason) => h("small", { class: "reason" }, reason)),
  );

const modelRow = (model: Model, baseline: Model | undefined, metrics: readonly string[]): HTMLElement =>
  h(
    "tr",
    { "data-solution": model.solution, "data-run": model.run },
    h("th", { scope: "row" }, model.solution, h("small", {}, model.recipe.replace(/^.*\//, ""))),
    h("td", {}, model.run),
    ...metrics.map((metric) => metricCell(model, baseline, metric)),
    verdictCell(model),
  );

/** The models of the newest run, and those that serve, each beside the baseline it had to beat; the cards tell of earlier ones. */
export const drawModels = ({ models: judged, metric }: Models): HTMLElement => {
  if (judged.length === 0) return h("p", { class: "quiet" }, "No model has been judged yet.");
  const newest = judged[0]?.run;
  const serving = new Set(judged.flatMap(({ run, live }) => (live.length > 0 ? [run] : [])));
  const models = judged.filter(
    ({ run, live, verdict }) => run === newest || live.length > 0 || (serving.has(run) && verdict === "baseline"),
  );
  const metrics = metricsOf(models, metric);
  const baselines = new Map(models.filter(({ verdict }) => verdict === "baseline").map((model) => [model.run, model]));
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Models" },
    h(
      "table",
      {},
      h("caption", {}, whoseFigures),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...["model", "run", ...metrics.map(metricName), "verdict"].map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h("tbody", {}, ...models.map((model) => modelRow(model, baselines.get(model.run), metrics))),
    ),
  );
};
