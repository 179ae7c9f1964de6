import type { Random } from "./random.ts";
import { brands, qualities, shelves, type Shelf } from "./shelves.ts";

/** A row of the product table, and what only the generator knows of it. */
export interface Product {
  readonly product_id: string;
  readonly name_ko: string;
  readonly name_en: string;
  readonly category_l1: string;
  readonly category_l2: string;
  readonly category_l3: string;
  /** KRW. */
  readonly price: number;
  readonly available: 0 | 1;
  /** ms since the epoch. */
  readonly created_at: number;
  readonly shelf: number;
  readonly brand: number;
  /** How often it is looked at beside its shelf neighbours, before anybody's taste. */
  readonly appeal: number;
}

const dayMs = 86_400_000;
const productCount = 600;
const outOfStock = 0.07;
const roundTo = 100;

const idOf = (index: number): string => `P${String(index + 1).padStart(4, "0")}`;

/** A label nobody else on the shelf has: brand and quality are drawn until one is new. */
const labelOf = (random: Random, shelf: Shelf, taken: Set<string>) => {
  for (;;) {
    const brand = random.below(brands.length);
    const kind = random.below(shelf.ko.length);
    const { ko = "", en = "", level = 1 } = brands[brand] ?? {};
    const quality = random.pick(qualities);
    const name_ko = `${ko} ${quality.ko} ${shelf.ko[kind]}`;
    const name_en = `${en} ${quality.en} ${shelf.en[kind]}`;
    const key = `${shelf.path.join("/")} ${name_en}`;
    if (taken.has(key)) continue;
    taken.add(key);
    return { brand, level, name_ko, name_en };
  }
};

/** 600 products, shelf by shelf. A few sell far more than the rest, as in any shop. `now` is ms since the epoch. */
export const makeProducts = (random: Random, now: number): Product[] => {
  const taken = new Set<string>();
  return Array.from({ length: productCount }, (_, index) => {
    const shelfIndex = index % shelves.length;
    const shelf = shelves[shelfIndex];
    if (shelf === undefined) throw new RangeError(`no shelf ${shelfIndex}`);
    const { brand, level, name_ko, name_en } = labelOf(random, shelf, taken);
    const [cheapest, dearest] = shelf.price;
    const price = cheapest * (dearest / cheapest) ** random.next() * level;
    const [category_l1, category_l2, category_l3] = shelf.path;
    return {
      product_id: idOf(index),
      name_ko,
      name_en,
      category_l1,
      category_l2,
      category_l3,
      price: Math.max(roundTo, Math.round(price / roundTo) * roundTo),
      available: random.chance(outOfStock) ? 0 : 1,
      created_at: now - Math.floor(random.next() ** 2 * 700) * dayMs,
      shelf: shelfIndex,
      brand,
      appeal: Math.exp(random.normal(0, 0.9)),
    };
  });
};
