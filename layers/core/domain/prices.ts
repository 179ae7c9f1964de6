/** In USD. `quoted`: several public notes of 2026 that quote AWS's page agree on it. `remembered`: nobody has compared it. */
export interface Price {
  readonly usd: number;
  readonly from: "quoted" | "remembered";
}

const quoted = (usd: number): Price => ({ usd, from: "quoted" });
const remembered = (usd: number): Price => ({ usd, from: "remembered" });

/** A TPS-hour is 3,600 requests. */
const perTpsHour = (perThousandRequests: number) => Math.round(perThousandRequests * 3.6 * 100) / 100;

/**
 * Personalize's list prices, us-east-1, first tier, for an order of magnitude. AWS's page is drawn by a script that could not be
 * read here; these are what public notes quote from it. Billed are: data by the GB, streamed or imported; trainings of the v2 recipes
 * by the interactions before any filter, of the others by the hour of 4 vCPU and 8 GiB, more than the hours that pass; a campaign for
 * the most of its least and its average calls a second in each five minutes, asked or not.
 * Sources: https://aws.amazon.com/personalize/pricing/, https://repost.aws/knowledge-center/personalize-optimize-campaign-costs
 */
export const prices = {
  asOf: "2026-11-21",
  perGigabyteImported: quoted(0.05),
  v2: {
    perThousandInteractionsTrained: quoted(0.002),
    perTpsHour: quoted(perTpsHour(0.15)),
    perThousandLists: quoted(0.15),
  },
  others: {
    perTrainingHour: quoted(0.24),
    perTpsHour: quoted(perTpsHour(0.0556)),
    perThousandLists: remembered(0.067),
  },
} as const;

const isPrice = (value: object): value is Price => "usd" in value;

/** What of the price list nobody has compared with anything. */
export const uncheckedPrices = (list: object = prices, path = ""): string[] =>
  Object.entries(list).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== "object" || value === null) return [];
    if (!isPrice(value)) return uncheckedPrices(value, `${path}${name}.`);
    return value.from === "remembered" ? [`${path}${name}`] : [];
  });
