/**
 * Personalize's list prices in USD, us-east-1, as remembered on 2026-11-21 and not compared with the public list since: good for
 * an order of magnitude. Source to check against: https://aws.amazon.com/personalize/pricing/
 */
export const prices = {
  asOf: "2026-11-21",
  isChecked: false,
  perGigabyteImported: 0.05,
  /** The v2 recipes, on interactions before any filter. */
  perThousandInteractionsTrained: 0.002,
  /** The other recipes; an hour of 4 vCPU and 8 GiB. */
  perTrainingHour: 0.24,
  /** A campaign, for the most of what was provided and what was used. */
  perTpsHour: 0.2,
} as const;
