/** The metrics a shop's journey is told by, in Personalize's names and in people's. */
const metrics: readonly (readonly [string, string])[] = [
  ["normalized_discounted_cumulative_gain_at_25", "NDCG@25"],
  ["precision_at_5", "Precision@5"],
  ["mean_reciprocal_rank_at_25", "MRR@25"],
  ["coverage", "Coverage"],
];

export interface Leg {
  readonly name: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
}

const change = (first = Number.NaN, second = Number.NaN): string => {
  if (!Number.isFinite(first) || first === 0) return "–";
  const percent = (second / first - 1) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
};

/** The first model beside the second, with the change in per cent. */
export const journeyTable = (title: string, first: Leg, second: Leg): string => {
  const line = (cells: readonly string[]) =>
    `  ${(cells[0] ?? "").padEnd(14)}${cells
      .slice(1)
      .map((cell) => cell.padStart(18))
      .join("")}`;
  return [
    title,
    line(["", first.name, second.name, "change"]),
    line([
      "interactions",
      ...[first, second].map(({ rows }) => rows.toLocaleString("en-US")),
      change(first.rows, second.rows),
    ]),
    ...metrics.map(([key, name]) => {
      const [before, after] = [first.metrics[key], second.metrics[key]];
      return line([name, before?.toFixed(4) ?? "–", after?.toFixed(4) ?? "–", change(before, after)]);
    }),
  ].join("\n");
};
