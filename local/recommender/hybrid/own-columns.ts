import type { Taste } from "../content.ts";
import { FACT, FACTS } from "./item-facts.ts";
import type { OwnItems } from "./own-items.ts";
import type { Sheet } from "./sheet.ts";

/** Columns of an item that does not depend on any one component, by place. */
export const OWN = {
  popularity: 0,
  recent: 1,
  freshness: 2,
  later: 3,
  laterNext: 4,
  position: 5,
  /** How far its popularity is from that of the history's items. */
  distance: 6,
  taste: 7,
  isOwn: 8,
  recency: 9,
  times: 10,
  isLast: 11,
  worth: 12,
  after: 13,
  returning: 14,
  era: 15,
  since: 16,
} as const;
export const OWN_COLUMNS = 17;

/** `popularity`: mean log popularity of the history. */
export function writeOwn(
  sheet: Sheet,
  first: number,
  facts: Float32Array,
  own: OwnItems,
  popularity: number,
  recency: boolean,
  taste: Taste | undefined,
): void {
  const { features, rows, count, items } = sheet;
  const now = own.count === 0 ? 0 : (facts[(own.item[0] ?? 0) * FACTS + FACT.era] ?? 0);
  for (let place = 0, at = first; place < count; place++, at += features) {
    const item = items[place] ?? 0;
    const fact = item * FACTS;
    const popular = facts[fact + FACT.popularity] ?? 0;
    rows[at + OWN.popularity] = popular;
    rows[at + OWN.recent] = facts[fact + FACT.recent] ?? 0;
    rows[at + OWN.freshness] = facts[fact + FACT.freshness] ?? 0;
    rows[at + OWN.later] = facts[fact + FACT.later] ?? 0;
    rows[at + OWN.laterNext] = facts[fact + FACT.laterNext] ?? 0;
    rows[at + OWN.position] = facts[fact + FACT.position] ?? 0;
    rows[at + OWN.distance] = Math.abs(popular - popularity);
    rows[at + OWN.era] = facts[fact + FACT.era] ?? 0;
    rows[at + OWN.since] = Math.abs((facts[fact + FACT.era] ?? 0) - now);
    if (taste) rows[at + OWN.taste] = taste.of(item);
    const mine = own.placeOf(item);
    if (mine === -1) continue;
    rows[at + OWN.isOwn] = 1;
    if (recency) rows[at + OWN.recency] = own.recency[mine] ?? 0;
    rows[at + OWN.times] = Math.log1p(own.times[mine] ?? 0) / 2;
    if (recency) rows[at + OWN.isLast] = mine === 0 ? 1 : 0;
    rows[at + OWN.worth] = Math.min(2, (own.worth[mine] ?? 0) / 2);
    rows[at + OWN.after] = Math.min(2, own.after[mine] ?? 0) / 2;
    rows[at + OWN.returning] = facts[fact + FACT.returning] ?? 0;
  }
}
