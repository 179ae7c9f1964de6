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

const cents = (value: number) => Math.round(value * 10_000) / 10_000;

/** What one run will cost, from what it exports: an order of magnitude before it starts, and the same figures in its card. */
export const costOf = (
  rows: { readonly interactions: number; readonly items: number; readonly users: number },
  { solutions, campaigns }: Pick<Pipeline, "solutions" | "campaigns">,
  { isImported = true, trained = solutions.map(({ name }) => name), lists = 0 }: Work = {},
): Cost => {
  const bytes = Object.entries(bytesPerRow).reduce(
    (sum, [dataset, each]) => sum + each * rows[dataset as keyof typeof bytesPerRow],
    0,
  );
  const imports = isImported ? (bytes / 2 ** 30) * prices.perGigabyteImported.usd : 0;
  const paid = solutions.filter(({ name }) => trained.includes(name));
  const trainings = paid.reduce(
    (sum, { recipe }) =>
      sum +
      (recipe.endsWith("-v2")
        ? (rows.interactions / 1000) * prices.perThousandInteractionsTrained.usd
        : leastTrainingHours * prices.perTrainingHour.usd),
    0,
  );
  const campaignsPerDay = campaigns.reduce(
    (sum, { minProvisionedTPS }) => sum + minProvisionedTPS * 24 * prices.perTpsHour.usd,
    0,
  );
  const batches = (lists / 1000) * prices.perThousandBatchLists.usd;
  const parts = { imports, trainings, batches, campaignsPerDay };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return {
    asOf: prices.asOf,
    unchecked: uncheckedPrices(),
    imports: cents(imports),
    trainings: cents(trainings),
    batches: cents(batches),
    campaignsPerDay: cents(campaignsPerDay),
    total: cents(total),
  };
};
