/** Canonical event name → Personalize EVENT_TYPE. Made from pipeline.yml by `npm run generate`; change that. */
export const eventTypes = {
  view_item: "View",
  select_item: "Click",
  recommendation_click: "Click",
  add_to_cart: "AddToCart",
  add_to_wishlist: "AddToWishlist",
  purchase: "Purchase",
} as const;
