import type { TopItemsMart } from "@millrace/core/domain/marts";
import type { ShownTopItems } from "@millrace/core/domain/shown-marts";
import { dayOf, newestDay } from "./days.ts";
import { short } from "./words.ts";

const places = 10;

/** The newest day's ten, and where each stood on the day before that had any; null without one. */
export const shownTopItems = ({ items, generatedAt }: TopItemsMart): ShownTopItems | null => {
  const byDay = Map.groupBy(items, ({ event_date }) => event_date);
  const day = newestDay(byDay.keys(), generatedAt);
  if (day === undefined) return null;
  const earlier = [...byDay.keys()].filter((one) => one < day);
  const dayBefore = earlier.length === 0 ? null : earlier.reduce((newest, one) => (one > newest ? one : newest));
  const before = new Map(byDay.get(dayBefore ?? "")?.map(({ item_id, place }) => [item_id, place]));
  return {
    day,
    isOpen: day === dayOf(generatedAt),
    dayBefore,
    items: (byDay.get(day) ?? [])
      .toSorted((left, right) => left.place - right.place)
      .slice(0, places)
      .map(({ place, item_id, name, name_en, people, views, carts }) => ({
        place,
        people,
        views,
        carts,
        item_id: short(item_id),
        name: name === null ? null : short(name),
        name_en: name_en === null ? null : short(name_en),
        placeBefore: before.get(item_id) ?? null,
      })),
  };
};
