import { describe, expect, it } from "@jest/globals";
import { occurrencesOf } from "../../../../local/recommender/components/count-pairs.ts";
import { orderOf } from "../../../../local/recommender/components/item-order.ts";
import { ERA_COLUMNS, writeEra } from "../../../../local/recommender/hybrid/era-columns.ts";
import { FACT, FACTS } from "../../../../local/recommender/hybrid/item-facts.ts";
import { OwnItems } from "../../../../local/recommender/hybrid/own-items.ts";
import { InteractionsBuilder } from "../../../../local/recommender/interactions.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";

/** Seasons' items one after another, each visitor at some point of them; and one that sells all the time. */
function seasons() {
  const builder = new InteractionsBuilder();
  const random = randomFrom(1);
  for (let user = 0; user < 800; user++) {
    const start = Math.floor(random() * 20);
    for (let step = 0; step < 5; step++) {
      const id = random() < 0.1 ? "always" : `i${start + step}`;
      builder.add(`u${user}`, id, step);
    }
  }
  builder.add("alone", "unseen", 0);
  const all = builder.build();
  return { all, order: orderOf(all, occurrencesOf(all)) };
}

describe("when items' events happen", () => {
  const { all, order } = seasons();
  const numberOf = (id: string) => all.items.indexOf(id);
  const { seen, spread } = order;

  it("is in the order of the seasons, and wide for what sells all the time", () => {
    for (let item = 2; item < 22; item++)
      expect(seen[numberOf(`i${item}`)]).toBeGreaterThan(seen[numberOf(`i${item - 2}`)] ?? 0);
    const always = spread[numberOf("always")] ?? 0;
    for (let item = 2; item < 22; item++) expect(spread[numberOf(`i${item}`)]).toBeLessThan(always * 0.75);
  });

  it("is in the middle, with everybody's spread, for what nobody used beside anything", () => {
    expect(seen[numberOf("unseen")]).toBeCloseTo(0, 6);
    const usual = spread[numberOf("unseen")] ?? 0;
    expect(usual).toBeGreaterThan(Math.min(...spread));
    expect(usual).toBeLessThan(Math.max(...spread));
  });

  it("tells the ranker which candidates are used at the visitor's time", () => {
    const items = all.items.length;
    const facts = new Float32Array(items * FACTS);
    for (let item = 0; item < items; item++) {
      facts[item * FACTS + FACT.popularity] = 0.5;
      facts[item * FACTS + FACT.seen] = seen[item] ?? 0;
      facts[item * FACTS + FACT.spread] = spread[item] ?? 0;
    }
    const own = new OwnItems(items, new Float32Array([1]));
    const candidates = Uint32Array.from(["i4", "i18"], numberOf);
    const rowsFor = (...history: string[]) => {
      const rows = new Float32Array(2 * ERA_COLUMNS);
      const item = history.map(numberOf);
      own.read({ item, type: item.map(() => 0) });
      const placeOf = new Int32Array(items).fill(-1);
      writeEra({ features: ERA_COLUMNS, rows, items: candidates, placeOf, count: 2 }, 0, facts, own);
      own.clear();
      return { early: rows.subarray(0, ERA_COLUMNS), late: rows.subarray(ERA_COLUMNS) };
    };
    const [atFirst, atLast] = [rowsFor("i2", "i3"), rowsFor("i16", "i17")];
    expect(atFirst.early[0]).toBeGreaterThan(10 * (atFirst.late[0] ?? 0));
    expect(atLast.late[0]).toBeGreaterThan(10 * (atLast.early[0] ?? 0));
    expect(atFirst.early[1]).toBeCloseTo((atFirst.early[0] ?? 0) / 2, 5);
    expect([atFirst.late[2], atLast.early[2]].map((off) => Math.sign(off ?? 0))).toEqual([1, -1]);
    expect(atLast.early[3]).toBeCloseTo(-(atLast.early[2] ?? 0), 5);
    expect(rowsFor()).toEqual({ early: new Float32Array(4), late: new Float32Array(4) });
  });
});
