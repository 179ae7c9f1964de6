import { columnsOf, datasets, type Dataset } from "@millrace/core/domain/datasets";

export const ndcg = "normalized_discounted_cumulative_gain_at_25";

export const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, at) => row(at));

/** The files of an export: just enough of everything. */
const files: Record<Dataset, (string | number)[][]> = {
  interactions: many(1000, (n) => [`u${n % 40}`, `p${n % 50}`, 1_790_000_000 + n, "View", ""]),
  items: [["p1", "", "", "", "", "", 1000, "yes", 1_780_000_000]],
  users: [["u1", "", ""]],
};
const csv = Object.fromEntries(
  datasets.map((dataset) => [dataset, [columnsOf(dataset), ...files[dataset]].map((row) => row.join()).join("\n")]),
);
/** What the export job of a run leaves, but for its manifest; `acts`: of how many interactions. */
export const exportOf = (run: string, heldOut: number) => ({
  ...Object.fromEntries(datasets.map((dataset) => [`t2/${run}/${dataset}/part-0.csv`, String(csv[dataset])])),
  [`t2/${run}/holdout/part-0.csv`]: [
    columnsOf("interactions").join(),
    ...many(heldOut, (user) => `u${user},wanted-${user},1790001000,View,`),
  ].join("\n"),
});

/** At home in everybody's wishes, but for popularity, which finds every other one. */
export const goodLists = (arn: string, user: number) => {
  const rest = many(10, (index) => `other-${index}`);
  return arn.includes("-popular/") && user % 2 === 0 ? rest : [`wanted-${user}`, ...rest];
};

/** Good models, unless a test says otherwise. */
export const goodMetrics = (arn: string) => ({ [ndcg]: arn.includes("-popular/") ? 0.1 : 0.3, coverage: 0.5 });
