import type { Product } from "./products.ts";
import type { Random } from "./random.ts";
import type { Visitor } from "./visitors.ts";

/** How a visitor goes from one product to the next. */
export interface Walk {
  /** Where a visit begins. */
  first(visitor: Visitor, random: Random): Product;
  /** Where it goes on, from the product in front of them and what they looked at on earlier visits. */
  next(visitor: Visitor, current: Product, past: readonly Product[], random: Random): Product;
  /** Products listed together with this one, itself among them. */
  listOf(product: Product): readonly Product[];
}

const neighbours = 8;
const revisit = 0.24; // goes back to something seen before
const onward = 0.52; // follows "goes well with"
const sameShelf = 0.14; // compares on the shelf; the rest follows taste

/** "Goes well with": the same few for each product, its brand first, its pet always. */
const companions = (products: readonly Product[], random: Random): Map<Product, readonly Product[]> =>
  new Map(
    products.map((product) => {
      const others = products.filter((other) => other !== product && other.category_l1 === product.category_l1);
      const ranked = others
        .map((other) => ({
          other,
          score:
            (other.brand === product.brand ? 2 : 0) +
            (other.category_l2 === product.category_l2 ? 1 : 0) +
            Math.log(other.appeal) * 0.5 +
            random.next() * 3,
        }))
        .sort((left, right) => right.score - left.score);
      return [product, ranked.slice(0, neighbours).map(({ other }) => other)];
    }),
  );

/** A shop's floor plan. `random` lays it out; the visitors bring their own. */
export const planWalk = (products: readonly Product[], random: Random): Walk => {
  const shelves = new Map<number, Product[]>();
  for (const product of products) shelves.set(product.shelf, [...(shelves.get(product.shelf) ?? []), product]);
  const goesWith = companions(products, random);

  const onShelf = (visitor: Visitor, shelf: number, dice: Random): Product => {
    const choice = shelves.get(shelf) ?? products;
    const weights = choice.map((product) => product.appeal * (visitor.brandTaste[product.brand] ?? 1));
    return choice[dice.weighted(weights)] ?? dice.pick(products);
  };
  const byTaste = (visitor: Visitor, dice: Random): Product => onShelf(visitor, dice.weighted(visitor.taste), dice);

  return {
    first: byTaste,
    next(visitor, current, past, dice) {
      const where = dice.next();
      if (where < revisit && past.length > 0) return past[Math.max(0, past.length - 1 - dice.poisson(3))] ?? current;
      if (where < revisit + onward) {
        const near = goesWith.get(current) ?? [];
        return near[Math.min(near.length - 1, dice.poisson(1.6))] ?? current;
      }
      if (where < revisit + onward + sameShelf) return onShelf(visitor, current.shelf, dice);
      return byTaste(visitor, dice);
    },
    listOf: (product) => (shelves.get(product.shelf) ?? [product]).slice(0, 20),
  };
};
