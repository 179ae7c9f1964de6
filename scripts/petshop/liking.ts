import type { Product } from "./products.ts";
import type { Visitor } from "./visitors.ts";

/** How gladly a visitor looks at a product: 1 is as gladly as at their average one. Nothing a model is told of. */
export const likingOf = (visitor: Visitor, products: readonly Product[]): ((product: Product) => number) => {
  const raw = ({ shelf, brand }: Product): number => (visitor.taste[shelf] ?? 0) * (visitor.brandTaste[brand] ?? 1);
  const mean = products.reduce((sum, product) => sum + raw(product), 0) / products.length;
  return (product) => (mean > 0 ? raw(product) / mean : 0);
};
