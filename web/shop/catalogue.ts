import type { RecommendedItem } from "@millrace/core/domain/recommendation";

/** A line of `/products.json`; of a product known only from a recommendation, some are missing. */
export interface Product {
  product_id: string;
  name_ko?: string;
  name_en?: string;
  category_l1?: string;
  category_l2?: string;
  category_l3?: string;
  price?: number;
  available?: number | boolean;
}

/** What the shop knows of its products. */
export interface Catalogue {
  all(): Product[];
  get(id: string): Product;
  in(path: readonly string[]): Product[];
  /** Names in Korean or English that hold every word. */
  find(words: string): Product[];
  /** Recommendations describe their items; a shop without a product list lives on that. */
  learn(items: readonly RecommendedItem[]): void;
  /** The categories below a path. */
  below(path: readonly string[]): string[];
}

const levels = ["category_l1", "category_l2", "category_l3"] as const;

const isIn = (product: Product, path: readonly string[]): boolean =>
  path.every((name, level) => {
    const key = levels[level];
    return key !== undefined && product[key] === name;
  });

export const catalogue = (products: readonly Product[]): Catalogue => {
  const known = new Map(products.map((product) => [product.product_id, product]));
  const all = (): Product[] => [...known.values()];
  const within = (path: readonly string[]): Product[] => all().filter((product) => isIn(product, path));
  return {
    all,
    get: (id) => known.get(id) ?? { product_id: id },
    in: within,
    find(words) {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      return all().filter(({ product_id, name_ko = "", name_en = "" }) => {
        const text = `${product_id} ${name_ko} ${name_en}`.toLowerCase();
        return wanted.length > 0 && wanted.every((word) => text.includes(word));
      });
    },
    learn(items) {
      for (const { item_id, name, name_en, price, category_l1 } of items)
        if (!known.has(item_id))
          known.set(item_id, {
            product_id: item_id,
            ...(name === undefined ? {} : { name_ko: name }),
            ...(name_en === undefined ? {} : { name_en }),
            ...(price === undefined ? {} : { price }),
            ...(category_l1 === undefined ? {} : { category_l1 }),
          });
    },
    below(path) {
      const key = levels[path.length];
      if (key === undefined) return [];
      return [...new Set(within(path).flatMap((product) => product[key] ?? []))];
    },
  };
};

/** `/products.json`, or nothing: the shop opens without it. */
export const loadProducts = async (): Promise<Product[]> => {
  try {
    const answer = await fetch("/products.json");
    const products: unknown = answer.ok ? await answer.json() : [];
    return Array.isArray(products)
      ? (products as Product[]).filter(({ product_id }) => typeof product_id === "string")
      : [];
  } catch {
    return [];
  }
};
