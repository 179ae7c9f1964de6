import { prices, uncheckedPrices } from "./prices.ts";
import type { Pipeline } from "./pipeline.ts";

export interface Cost {
  readonly asOf: string;
  /** Names of the prices that nobody has compared with AWS's list. */
  readonly unchecked: readonly string[];
  /** USD. */
  readonly imports: number;
  readonly trainings: number;
  /** Lists that the gate asked for. */
  readonly batches: number;
  /** Of all campaigns at their least, for one day. */
  readonly campaignsPerDay: number;
  readonly total: number;
}

/** Bytes a row of each dataset takes in T2, roughly; a manifest counts rows, not bytes. */
const bytesPerRow = { interactions: 60, items: 160, users: 40 };
/** What one training by the older recipes is billed at least, as seen on small data. */
const leastTrainingHours = 1;

/** What of a run was or will be done. */
export interface Work {
  readonly isImported?: boolean;
  /** Names of the solutions that are trained. */
  readonly trained?: readonly string[];
  /** Lists asked of models to judge them by. */
  readonly lists?: number;
}

export interface Rows {
  readonly interactions: number;
  readonly items: number;
  readonly users: number;
}

const cents = (value: number) => Math.round(value * 10_000) / 10_000;
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

const isV2 = (recipe: string) => recipe.endsWith("-v2");
const trainingOf = (recipe: string, { interactions }: Rows): number =>
  isV2(recipe)
    ? (interactions / 1000) * prices.v2.perThousandInteractionsTrained.usd
    : leastTrainingHours * prices.others.perTrainingHour.usd;

/** Of one campaign at its least, asked or not. */
export const campaignPerDay = (recipe: string, minProvisionedTPS: number): number =>
  minProvisionedTPS * 24 * (isV2(recipe) ? prices.v2 : prices.others).perTpsHour.usd;

/** What one run will cost, from what it exports: an order of magnitude before it starts, and the same figures in its card. */
export const costOf = (
  rows: Rows,
  { solutions, campaigns }: Pick<Pipeline, "solutions" | "campaigns">,
  { isImported = true, trained = solutions.map(({ name }) => name), lists = 0 }: Work = {},
): Cost => {
  const recipeOf = (solution: string) => solutions.find(({ name }) => name === solution)?.recipe ?? "";
  const bytes = sumOf(Object.entries(bytesPerRow).map(([dataset, each]) => each * rows[dataset as keyof Rows]));
  const parts = {
    imports: isImported ? (bytes / 2 ** 30) * prices.perGigabyteImported.usd : 0,
    trainings: sumOf(trained.map((name) => trainingOf(recipeOf(name), rows))),
    batches: (lists / 1000) * prices.v2.perThousandLists.usd, // the dearer of the two: which recipe was asked is not kept
    campaignsPerDay: sumOf(
      campaigns.map(({ solution, minProvisionedTPS }) => campaignPerDay(recipeOf(solution), minProvisionedTPS)),
    ),
  };
  return {
    asOf: prices.asOf,
    unchecked: uncheckedPrices(),
    imports: cents(parts.imports),
    trainings: cents(parts.trainings),
    batches: cents(parts.batches),
    campaignsPerDay: cents(parts.campaignsPerDay),
    total: cents(sumOf(Object.values(parts))),
  };
};

/** At most so many lists are asked for to judge by: of each gated model, of the one that serves, and of the baseline. */
export const listsToJudge = (
  { users }: Pick<Rows, "users">,
  { solutions, gate }: Pick<Pipeline, "solutions" | "gate">,
): number => {
  if (gate.holdOut === undefined) return 0;
  const { share, least, most } = gate.holdOut;
  const people = Math.min(most, Math.max(share * users, Math.min(least, users / 5)));
  return Math.ceil(people) * 3 * solutions.filter((solution) => solution.gate).length;
};

/** "about $2.25 now (imports $0.00, trainings $2.24, judging $0.01), and $17.76 a day for campaigns, by prices of 2026-11-21" */
export const costText = ({ asOf, imports, trainings, batches, campaignsPerDay }: Cost): string => {
  const dollars = (value: number) => `$${value.toFixed(2)}`;
  return `about ${dollars(imports + trainings + batches)} (imports ${dollars(imports)}, trainings ${dollars(trainings)}, judging ${dollars(batches)}), and ${dollars(campaignsPerDay)} a day for campaigns, by prices of ${asOf}`;
};
