import type * as z from "zod";
import type { clickEvent } from "./event-schema.ts";

/** What an event of a name must be about; an item is named by `item_id` or in `items`. */
export const subjects: ReadonlyMap<string, "item" | "search_term" | "page"> = new Map([
  ["view_item", "item"],
  ["select_item", "item"],
  ["add_to_cart", "item"],
  ["remove_from_cart", "item"],
  ["add_to_wishlist", "item"],
  ["purchase", "item"],
  ["recommendation_click", "item"],
  ["search", "search_term"],
  ["view_search_results", "search_term"],
  ["page_view", "page"],
]);

/** The field an event of its name cannot do without, when it is absent. */
export function missingFor(event: z.output<typeof clickEvent>): string | undefined {
  if (event.user_id === undefined && event.anonymous_id === undefined) return "anonymous_id";
  if (event.value !== undefined && event.currency === undefined) return "currency";
  const subject = subjects.get(event.event_name);
  if (subject === undefined) return undefined;
  if (subject !== "item") return event[subject] === undefined ? subject : undefined;
  return event.item_id === undefined && (event.items === undefined || event.items.length === 0) ? "item_id" : undefined;
}
