import { costOf, type Cost } from "./cost.ts";
import type { Pipeline } from "./pipeline.ts";
import {
  stepNames,
  type Deployed,
  type Judged,
  type JudgedModel,
  type Manifest,
  type Run,
  type StepName,
} from "./run.ts";

/** A model of an earlier run, to see the new one beside. */
export interface Earlier {
  readonly run: string;
  readonly verdict: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What is known of the interactions that were imported. */
export interface DataFacts {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly eventTypes?: Readonly<Record<string, number>> | undefined;
}

/** What a run made, of which data, how good it is, where it serves and what it cost. */
export interface Card {
  readonly run: string;
  readonly base?: string | undefined;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly data: Manifest;
  readonly facts: DataFacts;
  readonly sources: unknown;
  readonly models: readonly (JudgedModel & { readonly earlier: readonly Earlier[] })[];
  readonly deployed: readonly string[];
  readonly kept: readonly string[];
  readonly cost: Cost;
}

const remembered = 10;

const modelsOf = (run: Run): JudgedModel[] => (run.steps["judge-models"].output as Judged | undefined)?.models ?? [];

/** Lists asked of each model, of the baseline and of the live version, for everybody held out. */
const listsOf = (run: Run): number =>
  modelsOf(run).reduce((sum, { heldOut }) => sum + (heldOut ? heldOut.users * (heldOut.live ? 3 : 2) : 0), 0);

const earlierOf = (model: JudgedModel, before: readonly Run[]): Earlier[] =>
  before
    .filter(({ rollback }) => !rollback)
    .flatMap((run) =>
      modelsOf(run)
        .filter(
          ({ solution, solutionVersionArn }) =>
            solution === model.solution && solutionVersionArn !== model.solutionVersionArn,
        )
        .map(({ verdict, metrics }) => ({ run: run.id, verdict, metrics })),
    )
    .slice(0, remembered);

/** `before`: earlier runs, newest first. */
export const cardOf = (
  run: Run,
  { deployed, kept }: Deployed,
  before: readonly Run[],
  pipeline: Pick<Pipeline, "solutions" | "campaigns">,
): Card => {
  const { inputs: _listed, ...data } = run.steps["export-datasets"].output as Manifest & { inputs?: unknown };
  const isOwn = (step: StepName) => run.from === undefined || stepNames.indexOf(step) >= stepNames.indexOf(run.from);
  const own = modelsOf(run).filter(({ trainedBy }) => trainedBy === undefined);
  const trained = isOwn("train-models") ? own.map(({ solution }) => solution) : [];
  const imported = run.steps["import-datasets"].facts as { preflight?: DataFacts } | undefined;
  const exported = run.steps["export-datasets"].facts as { sources?: unknown } | undefined;
  return {
    run: run.id,
    ...(run.base === undefined ? {} : { base: run.base }),
    openedAt: run.openedAt,
    openedBy: run.openedBy,
    data,
    facts: imported?.preflight ?? {},
    sources: exported?.sources ?? {},
    models: modelsOf(run).map((model) => ({ ...model, earlier: earlierOf(model, before) })),
    deployed,
    kept,
    cost: costOf(data, pipeline, {
      isImported: isOwn("import-datasets"),
      trained,
      lists: isOwn("judge-models") ? listsOf(run) : 0,
    }),
  };
};

const metricNames: readonly (readonly [string, string])[] = [
  ["normalized_discounted_cumulative_gain_at_25", "NDCG@25"],
  ["precision_at_5", "Precision@5"],
  ["mean_reciprocal_rank_at_25", "MRR@25"],
  ["coverage", "Coverage"],
];

const figure = (value: number | undefined) => value?.toFixed(4) ?? "–";
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

const tableOf = ({ run, verdict, metrics, earlier }: Earlier & { earlier: readonly Earlier[] }): string[] => [
  row(["run", ...metricNames.map(([, name]) => name), "verdict"]),
  row(["---", ...metricNames.map(() => "---:"), "---"]),
  ...[{ run: `**${run}**`, verdict, metrics }, ...earlier].map((model) =>
    row([model.run, ...metricNames.map(([name]) => figure(model.metrics[name])), model.verdict]),
  ),
];

const pricesText = ({ asOf, unchecked }: Cost) =>
  `prices of ${asOf}${unchecked.length === 0 ? "" : `, not compared with AWS: ${unchecked.join(", ")}`}`;

/** What it was worth on people whose newest interactions it had not seen. */
const heldOutText = ({ heldOut }: JudgedModel): string[] => {
  if (heldOut === undefined) return [];
  const figures = (metrics: Readonly<Record<string, number>>) =>
    metricNames.map(([metric, name]) => `${name} ${figure(metrics[metric])}`).join(", ");
  const live = heldOut.live
    ? [`- The live version, on ${heldOut.live.users} of them: ${figures(heldOut.live.metrics)}`]
    : [];
  return ["", `- On ${heldOut.users} held-out users: ${figures(heldOut.metrics)}`, ...live];
};

/** The card for people, as Markdown. */
export const cardText = (card: Card): string => {
  const { run, base, openedAt, openedBy, data, facts, models, deployed, kept, cost } = card;
  const mix = Object.entries(facts.eventTypes ?? {}).map(([type, count]) => `${type} ${count}`);
  const span = facts.from === undefined ? "" : `, ${facts.from} to ${facts.to}`;
  return [
    `# Run ${run}`,
    "",
    `Opened ${new Date(openedAt).toISOString()} by ${openedBy}${base === undefined ? "" : `, from run ${base}`}.`,
    "",
    `- Data: ${data.interactions} interactions${span}, ${data.items} items, ${data.users} users`,
    ...(mix.length > 0 ? [`- Events: ${mix.join(", ")}`] : []),
    `- Deployed: ${deployed.join(", ") || "nothing"}; kept as it was: ${kept.join(", ") || "nothing"}`,
    `- Cost, about: imports $${cost.imports}, trainings $${cost.trainings}, judging $${cost.batches}, campaigns $${cost.campaignsPerDay} a day (${pricesText(cost)})`,
    ...models.flatMap((model) => [
      "",
      `## ${model.solution} (${model.recipe})`,
      "",
      `Verdict: ${model.verdict}. ${model.reasons.join("; ")}.`,
      ...heldOutText(model),
      "",
      ...tableOf({ ...model, run }),
    ]),
    "",
  ].join("\n");
};
