import { FACT, FACTS } from "./item-facts.ts";
import { OWN_ITEMS, type OwnItems } from "./own-items.ts";

/** What is the same for all candidates of a query, by place. */
export const QUERY = {
  length: 0,
  variety: 1,
  isFilled: 2,
  popularity: 3,
  lastPopularity: 4,
  lastLater: 5,
  lastLaterNext: 6,
  position: 7,
  era: 8,
  lastEra: 9,
} as const;
export const QUERY_COLUMNS = 10;

/** Means are over so many of the newest items. */
const LOOKED_AT = 15;

/** `isFilled`: whether the first component had as many candidates as it may have. */
export function writeQuery(
  into: Float32Array,
  length: number,
  own: OwnItems,
  facts: Float32Array,
  isFilled: boolean,
): void {
  const some = Math.min(LOOKED_AT, own.count);
  let popularity = 0;
  let position = 0;
  let era = 0;
  for (let at = 0; at < some; at++) {
    const fact = (own.item[at] ?? 0) * FACTS;
    popularity += facts[fact + FACT.popularity] ?? 0;
    era += facts[fact + FACT.era] ?? 0;
    position += facts[fact + FACT.position] ?? 0;
  }
  into[QUERY.length] = Math.log1p(length) / 4;
  into[QUERY.variety] = length === 0 ? 0 : own.count / Math.min(length, OWN_ITEMS);
  into[QUERY.isFilled] = isFilled ? 1 : 0;
  into[QUERY.popularity] = some === 0 ? 0 : popularity / some;
  into[QUERY.position] = some === 0 ? 0 : position / some;
  into[QUERY.era] = some === 0 ? 0 : era / some;
  const last = (own.item[0] ?? 0) * FACTS;
  into[QUERY.lastPopularity] = some === 0 ? 0 : (facts[last + FACT.popularity] ?? 0);
  into[QUERY.lastEra] = some === 0 ? 0 : (facts[last + FACT.era] ?? 0);
  into[QUERY.lastLater] = some === 0 ? 0 : (facts[last + FACT.later] ?? 0);
  into[QUERY.lastLaterNext] = some === 0 ? 0 : (facts[last + FACT.laterNext] ?? 0);
}
