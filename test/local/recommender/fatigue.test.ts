import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { fatigueOf, MOST_TIMES } from "../../../local/recommender/fatigue.ts";
import { InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { train } from "../../../local/recommender/train.ts";

describe("the weight of what was passed over", () => {
  it("is one over the root of one and how often, while nothing was seen", () => {
    const weights = fatigueOf([]);
    expect(weights).toHaveLength(MOST_TIMES + 1);
    for (const [times, weight] of weights.entries()) expect(weight).toBeCloseTo(1 / Math.sqrt(1 + times), 6);
  });

  it("is what the group's visitors did, once much was seen: half as often used weighs half, as often weighs one", () => {
    const rate = (used: number) => ({ shown: 1_000_000, used });
    const half = fatigueOf([rate(200_000), rate(100_000), rate(100_000)]);
    expect([half[1], half[2]]).toEqual([expect.closeTo(0.5, 3), expect.closeTo(0.5, 3)]);
    expect(fatigueOf([rate(200_000), rate(200_000)])[1]).toBeCloseTo(1, 3);
  });

  it("never rises, and stays from .1 to 1", () => {
    const met = fc.record({ shown: fc.nat(10_000), used: fc.nat(10_000) });
    fc.assert(
      fc.property(fc.array(met, { maxLength: MOST_TIMES + 1 }), (showings) => {
        const weights = fatigueOf(showings);
        expect(weights[0]).toBe(1);
        for (const [times, weight] of weights.entries()) {
          expect(weight).toBeGreaterThanOrEqual(0.1);
          expect(weight).toBeLessThanOrEqual(weights[times - 1] ?? 1);
        }
      }),
    );
  });
});

describe("a trained model", () => {
  const builder = new InteractionsBuilder();
  for (let user = 0; user < 80; user++)
    for (let step = 0; step < 8; step++)
      builder.add(`u${user}`, `${user % 2 === 0 ? "a" : "b"}${(user + step) % 12}`, 1000 + step * 3600, "View");
  const all = builder.build();
  const kinds = all.users.map((id) => (Number(id.slice(1)) % 2 === 0 ? "a" : "b"));
  const { model } = train(all, "personal", { userColumns: [{ name: "KIND", values: kinds }] });
  const listOf = (userId: string, fatigue?: ReadonlyMap<string, number>) =>
    model
      .recommend({
        userId,
        limit: 10,
        about: (name) => (name === "KIND" ? "a" : undefined),
        ...(fatigue && { fatigue }),
      })
      .filter(({ score }) => score !== undefined);

  it.each([
    ["somebody it knows", "u1"],
    ["somebody of whom only their kind is known", "newcomer"],
  ])("takes the weight of an item from its share for %s, and leaves the others' proportions", (_, userId) => {
    const before = listOf(userId);
    const [first, second, third] = before;
    const after = listOf(userId, new Map([[first?.itemId ?? "", 0.2]]));
    const score = (id: string | undefined, list = after) => list.find(({ itemId }) => itemId === id)?.score ?? 0;
    const share = (list: typeof after) => score(first?.itemId, list) / score(second?.itemId, list);
    expect(share(after)).toBeCloseTo(share(before) * 0.2, 5);
    const others = (list: typeof after) => score(third?.itemId, list) / score(second?.itemId, list);
    expect(others(after)).toBeCloseTo(others(before), 5);
    expect(after.every(({ score: own = 0 }, at) => own <= (after[at - 1]?.score ?? 1))).toBe(true);
  });

  it("answers alike, bit for bit, where nothing it knows was passed over", () => {
    expect(listOf("u1", new Map([["nobody's", 0.1]]))).toEqual(listOf("u1"));
  });
});
