/** In USD; `isChecked`: compared with AWS's price list on `asOf`. */
export interface Price {
  readonly usd: number;
  readonly isChecked: boolean;
}

const remembered = (usd: number): Price => ({ usd, isChecked: false });

/**
 * Personalize's list prices, us-east-1, for an order of magnitude. What is billed by what was read in public documentation on the
 * date below: data by the GB, streamed or imported; trainings by the hour of 4 vCPU and 8 GiB, more than the hours that pass; a
 * campaign for the most of its least and its average calls a second in each five minutes, asked or not. The amounts themselves were not
 * in what could be read: compare them before relying on them.
 * Sources: https://aws.amazon.com/personalize/pricing/, https://repost.aws/knowledge-center/personalize-optimize-campaign-costs
 */
export const prices = {
  asOf: "2026-11-21",
  perGigabyteImported: remembered(0.05),
  /** The v2 recipes, on interactions before any filter. */
  perThousandInteractionsTrained: remembered(0.002),
  /** The other recipes. */
  perTrainingHour: remembered(0.24),
  /** A campaign. */
  perTpsHour: remembered(0.2),
  /** Lists of batch inference: what the gate asks of the models. */
  perThousandBatchLists: remembered(0.067),
} as const;

/** What of the price list nobody has compared with AWS's. */
export const uncheckedPrices = (list: Readonly<Record<string, string | Price>> = prices): string[] =>
  Object.entries(list).flatMap(([name, price]) => (typeof price === "object" && !price.isChecked ? [name] : []));
