import type { RecommendedItem } from "@millrace/core/domain/recommendation";
import type { Ask } from "./ask.ts";

/** A list a model made, as the caches keep it. */
export interface List {
  readonly recommendationId: string;
  /** The solution version. */
  readonly model: string;
  /** The last event the page knew of when it asked; "" when it named none. */
  readonly after: string;
  /** ms since the epoch */
  readonly madeAt: number;
  readonly items: RecommendedItem[];
}

/** One row of the cache table: the last list made for a key. `expires` (seconds) is DynamoDB's time to live. */
export interface Row extends List {
  readonly key: string;
  readonly expires: number;
}

/** The cache table as far as we use it. */
export interface CacheTable {
  get(key: { key: string }, options?: { consistent?: boolean }): Promise<Row | undefined>;
  put(row: Row): Promise<unknown>;
}

/**
 * Whose list it is. The model and the last event are not in the key but in the list, where they must match for it to be
 * fresh; so one row serves as fresh copy, stale copy and last good list, and a page naming ever new events fills no table.
 */
export const keyOf = ({ placement, user, item, limit }: Ask): string =>
  JSON.stringify([placement, user ?? null, item ?? null, limit]);

const isItem = (item: unknown): boolean =>
  typeof item === "object" && item !== null && typeof (item as RecommendedItem).item_id === "string";

/** A row is only believed when it is whole: a mutilated cache must not reach a page. */
export const isList = (row: Partial<List> | undefined): row is List =>
  row !== undefined &&
  typeof row.recommendationId === "string" &&
  typeof row.model === "string" &&
  typeof row.after === "string" &&
  typeof row.madeAt === "number" &&
  Array.isArray(row.items) &&
  row.items.length > 0 &&
  row.items.every(isItem);
