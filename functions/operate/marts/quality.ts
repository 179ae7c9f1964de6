import type { QualityMart } from "@millrace/core/domain/marts";
import type { ShownQuality } from "@millrace/core/domain/shown-marts";
import { short } from "./words.ts";

const shownDays = 14;
const mostReasons = 20;

/** The newest days on which anything arrived, and why collect refused what it refused on them; null without one. */
export const shownQuality = ({ days, refusals }: QualityMart): ShownQuality | null => {
  const shown = days.toSorted((left, right) => (left.day < right.day ? -1 : 1)).slice(-shownDays);
  const [first] = shown;
  if (first === undefined) return null;
  const byReason = new Map<string, number>();
  for (const { day, reason, events } of refusals)
    if (day >= first.day) byReason.set(reason, (byReason.get(reason) ?? 0) + events);
  return {
    days: shown,
    refusals: [...byReason]
      .map(([reason, events]) => ({ reason: short(reason), events }))
      .sort((left, right) => right.events - left.events)
      .slice(0, mostReasons),
  };
};
