import type { Product } from "../petshop/products.ts";
import type { Shop } from "../petshop/shop.ts";

/** A visitor, what they looked at last, and what they are shown now. */
export interface Sample {
  readonly visitor: string;
  readonly looked: readonly string[];
  readonly gets: readonly string[];
}

const shown = 5;
const kinds = ["dog", "cat", "fish"] as const;

const label = (product: Product | undefined): string =>
  product === undefined ? "?" : `${product.name_ko} (${product.name_en})`;

/** Three visitors who keep different pets, so that one sees at a glance whether they get different lists. */
export const pickSamples = async (shop: Shop, site: string): Promise<Sample[]> => {
  const products = new Map(shop.products.map((product) => [product.product_id, product]));
  const looks = new Map<string, Product[]>();
  for (const { event_name, user_id, item_id } of shop.events) {
    const product = event_name === "view_item" && item_id !== undefined ? products.get(item_id) : undefined;
    if (user_id !== undefined && product) looks.set(user_id, [...(looks.get(user_id) ?? []), product]);
  }
  const samples: Sample[] = [];
  for (const kind of kinds) {
    const fan = [...looks].find(
      ([visitor, seen]) =>
        seen.length >= 15 &&
        seen.every((product) => product.category_l1 === kind) &&
        samples.every((sample) => sample.visitor !== visitor),
    );
    if (fan === undefined) continue;
    const [visitor, seen] = fan;
    const response = await fetch(`${site}/v1/recommendations?placement=home&user_id=${visitor}&limit=${shown}`);
    const { items = [] } = (await response.json()) as { items?: { item_id: string }[] };
    samples.push({
      visitor,
      looked: [...new Set(seen.reverse().map(label))].slice(0, shown),
      gets: items.slice(0, shown).map(({ item_id }) => label(products.get(item_id))),
    });
  }
  return samples;
};
