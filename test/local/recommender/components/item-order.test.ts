import { describe, expect, it } from "@jest/globals";
import { occurrencesOf } from "../../../../local/recommender/components/count-pairs.ts";
import { orderOf } from "../../../../local/recommender/components/item-order.ts";
import { InteractionsBuilder } from "../../../../local/recommender/interactions.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";

describe("the order of items", () => {
  const builder = new InteractionsBuilder();
  const random = randomFrom(1);
  // Shops' seasons: everybody sees five of sixteen items in a row, and nobody writes down when.
  for (let user = 0; user < 400; user++) {
    const start = Math.floor(random() * 12);
    for (let step = 0; step < 5; step++) builder.add(`u${user}`, `i${start + step}`, step);
  }
  const all = builder.build();
  const { era, later, laterNext, position } = orderOf(all, occurrencesOf(all));
  const at = (of: Float32Array, item: number) => of[all.items.indexOf(`i${item}`)] ?? Number.NaN;

  it("finds when each was used from what was used beside it", () => {
    for (let item = 1; item < 16; item++) expect(at(era, item)).toBeGreaterThan(at(era, item - 1));
  });

  it("says which come first and which come last", () => {
    expect(at(position, 0)).toBe(0);
    expect(at(position, 15)).toBeCloseTo(Math.log(5), 5);
    expect(at(later, 0)).toBeLessThan(0.3);
    expect(at(later, 15)).toBeGreaterThan(0.7);
    expect(at(laterNext, 8)).toBeCloseTo(0.5, 0);
  });
});
