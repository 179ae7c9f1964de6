import type { ShownTopItems } from "@millrace/core/domain/shown-marts";
import { h } from "../../elements.ts";
import { numberCell, tableOf } from "../table.ts";
import { count, dayText } from "../words.ts";

type TopItem = ShownTopItems["items"][number];

const moveOf = ({ place, placeBefore }: TopItem, dayBefore: string | null): HTMLElement => {
  if (dayBefore === null) return h("td", {}, "");
  if (placeBefore === null) return h("td", {}, h("small", { class: "better" }, "new"));
  if (placeBefore === place) return h("td", {}, h("small", {}, "as before"));
  const isUp = placeBefore > place;
  const by = Math.abs(placeBefore - place);
  return h(
    "td",
    {},
    h(
      "small",
      { class: isUp ? "better" : "worse" },
      h("span", { "aria-hidden": "true" }, isUp ? "▲ " : "▼ "),
      h("span", { class: "sr" }, isUp ? "up " : "down "),
      by,
    ),
  );
};

const nameOf = ({ name, name_en, item_id }: TopItem): HTMLElement =>
  h("td", { title: item_id }, name ?? item_id, name_en !== null && h("small", {}, name_en));

/** The newest day's ten items, and where each stood the day before. */
export const drawTopItems = (top: ShownTopItems | null): HTMLElement => {
  if (top === null) return h("p", { class: "quiet" }, "No item yet: events with an item_id make it onto this list.");
  const { day, dayBefore, isOpen, items } = top;
  return tableOf(
    `${dayText(day)}${isOpen ? ", so far" : ""}: what most people took an interest in`,
    ["#", "item", "people", "views", "carts", dayBefore === null ? "" : `since ${dayText(dayBefore)}`],
    items.map((item) => [
      String(item.place),
      nameOf(item),
      numberCell(count(item.people)),
      numberCell(count(item.views)),
      numberCell(count(item.carts)),
      moveOf(item, dayBefore),
    ]),
  );
};
