import { makeShop, type Shop } from "../../scripts/petshop/shop.ts";

/** The pet shop with its first visitors alone: its products are all there. */
export const aSmallShop = (visitors: number, { seed = 7, now = Date.now() } = {}): Shop => {
  const shop = makeShop(seed, now);
  const few = shop.visitors.slice(0, visitors);
  const known = new Set(few.map(({ anonymousId }) => anonymousId));
  return {
    products: shop.products,
    visitors: few,
    events: shop.events.filter(({ anonymous_id }) => anonymous_id !== undefined && known.has(anonymous_id)),
    purchases: shop.purchases.filter(({ visitor }) => known.has(visitor.anonymousId)),
  };
};
