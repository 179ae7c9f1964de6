import type * as z from "zod";
import type { clickEvent } from "./event-schema.ts";

/** Events that are about an item, named by `item_id` or in `items`. */
const ofItems = new Set([
  "view_item",
  "select_item",
  "add_to_cart",
  "remove_from_cart",
  "add_to_wishlist",
  "purchase",
  "recommendation_click",
]);
const ofSearch = new Set(["search", "view_search_results"]);

/** The field an event of its name cannot do without, when it is absent. */
export function missingFor(event: z.output<typeof clickEvent>): string | undefined {
  if (event.user_id === undefined && event.anonymous_id === undefined) return "anonymous_id";
  if (event.value !== undefined && event.currency === undefined) return "currency";
  if (event.event_name === "page_view" && event.page === undefined) return "page";
  if (ofSearch.has(event.event_name) && event.search_term === undefined) return "search_term";
  const hasItem = event.item_id !== undefined || (event.items?.length ?? 0) > 0;
  return ofItems.has(event.event_name) && !hasItem ? "item_id" : undefined;
}
