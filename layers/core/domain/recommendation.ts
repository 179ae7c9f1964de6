/**
 * The rungs of the ladder, best first: who made the list in an answer.
 * `memory` and `table` are caches of the live model; `stale` was made by it too long ago; `last-good` by an older model
 * or before the visitor's last event; `batch` was made for many visitors at once after the last deployment; `popular` and `built-in` are the same for everyone.
 */
export const sources = ["memory", "table", "live", "stale", "last-good", "batch", "popular", "built-in"] as const;
export type Source = (typeof sources)[number];

/** One product in a list. Beside these it carries the placement's metadata columns, in lower case (`category_l1`). */
export interface RecommendedItem {
  item_id: string;
  /** From 1. */
  position: number;
  /** Only where the recipe gives one. */
  score?: number;
  /** Personalize's own words, as in "Popular item". */
  reason?: string[];
  name?: string;
  name_en?: string;
  /** KRW */
  price?: number;
  category_l1?: string;
  [column: string]: unknown;
}

/** The body of `GET /v1/recommendations`. */
export interface RecommendationAnswer {
  recommendation_id: string;
  placement: string;
  /** The solution version that made the list; null when no model did. */
  model: string | null;
  source: Source;
  items: RecommendedItem[];
}

/** `marts/popular.json`. */
export interface PopularMart {
  generatedAt: string | number;
  items: PopularItem[];
}

export interface PopularItem {
  item_id: string;
  score: number;
  name?: string | null;
  name_en?: string | null;
  category_l1?: string | null;
  price?: number | null;
  available?: boolean | number | string | null;
}

/** A column of the Items dataset as Personalize names it in an answer: `CATEGORY_L1` → `categoryL1`. */
const camelCase = (column: string): string =>
  column.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** An item's metadata under our names: `{categoryL1: "dog"}` → `{category_l1: "dog"}`; the price as a number. */
export const describe = (
  metadata: Readonly<Record<string, string>> | undefined,
  columns: readonly string[],
): Record<string, string | number> => {
  if (metadata === undefined) return {};
  return Object.fromEntries(
    columns.flatMap((column) => {
      const value = metadata[camelCase(column)] ?? metadata[column];
      if (value === undefined || value === "") return [];
      const number = Number(value);
      return [[column.toLowerCase(), column === "PRICE" && Number.isFinite(number) ? number : value]];
    }),
  );
};

const isAvailable = ({ available }: PopularItem): boolean =>
  available !== false && available !== 0 && available !== "no";

/** The first `limit` popular products that can be bought, without the one being looked at. */
export const mostPopular = (mart: PopularMart, limit: number, except?: string): RecommendedItem[] =>
  mart.items
    .filter((item) => item.item_id !== except && isAvailable(item))
    .slice(0, limit)
    .map(({ item_id, name, name_en, price, category_l1 }, index) => ({
      item_id,
      position: index + 1,
      ...(name ? { name } : {}),
      ...(name_en ? { name_en } : {}),
      ...(typeof price === "number" ? { price } : {}),
      ...(category_l1 ? { category_l1 } : {}),
    }));

/** The ARN of a filter in the campaign's account and region; both carry the installation's name before their own. */
export const filterArnBeside = (campaignArn: string, campaign: string, filter: string): string => {
  if (!campaignArn.includes(":campaign/") || !campaignArn.endsWith(`-${campaign}`))
    throw new Error(`${campaignArn} is not the ARN of a campaign named "…-${campaign}"`);
  return campaignArn.slice(0, -campaign.length).replace(":campaign/", ":filter/") + filter;
};
