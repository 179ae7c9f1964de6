import type { Judged, JudgedModel, Run } from "@millrace/core/domain/run";

const metricNames: readonly (readonly [string, string])[] = [
  ["normalized_discounted_cumulative_gain_at_25", "NDCG@25"],
  ["precision_at_5", "Precision@5"],
  ["mean_reciprocal_rank_at_25", "MRR@25"],
  ["coverage", "Coverage"],
];

const figure = (model: JudgedModel | undefined, metric: string): string => model?.metrics[metric]?.toFixed(4) ?? "–";

/** What a run's models scored, the personal one beside popularity, and what the gate said. */
export const tableOfModels = (run: Run): string => {
  const models = (run.steps["judge-models"].output as Judged | undefined)?.models ?? [];
  const baseline = models.find(({ verdict }) => verdict === "baseline");
  const model = models.find(({ recipe }) => recipe.includes("user-personalization"));
  const head = `  ${"".padEnd(12)}${(model?.solution ?? "model").padStart(12)}${(baseline?.solution ?? "baseline").padStart(12)}`;
  const rows = metricNames.map(
    ([metric, name]) =>
      `  ${name.padEnd(12)}${figure(model, metric).padStart(12)}${figure(baseline, metric).padStart(12)}`,
  );
  return [
    head,
    ...rows,
    "  (Personalize's own metrics; the verdict's are of held-out users where it says so)",
    `  verdict: ${model?.verdict ?? "none"}; ${model?.reasons.join("; ") ?? ""}`,
  ].join("\n");
};
