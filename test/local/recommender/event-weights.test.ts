import { describe, expect, it } from "@jest/globals";
import { type Interactions, InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { ndcg, weightedNdcg } from "../../../local/recommender/metrics.ts";
import { randomFrom } from "../../../local/recommender/random.ts";
import { train } from "../../../local/recommender/train.ts";

/** 400 visitors see the starts of a few of ten aisles, and after each three times in four what most look at, else buy what few do. */
function shoppers(): Interactions {
  const builder = new InteractionsBuilder();
  const random = randomFrom(5);
  for (let user = 0; user < 400; user++)
    for (let step = 0, at = user; step < 8; step++, at += 100) {
      const aisle = Math.floor(random() * 10);
      builder.add(`u${user}`, `start${aisle}`, at, "View");
      if (random() < 0.75) builder.add(`u${user}`, `seen${aisle}`, at + 1, "View");
      else builder.add(`u${user}`, `bought${aisle}`, at + 1, "Purchase");
    }
  return builder.build();
}

describe("weights of event types", () => {
  it("give the heavier hit its place in NDCG, by ratios alone", () => {
    const gainAt = (heavy: number, light: number) => [0, heavy, 0, 0, light];
    // .3 / log2(3) + .1 / log2(6), divided by .3 + .1 / log2(3)
    expect(weightedNdcg(gainAt(0.3, 0.1), [0.1, 0.3], 5)).toBeCloseTo(0.62784, 5);
    expect(weightedNdcg(gainAt(1.5, 0.5), [0.5, 1.5], 5)).toBeCloseTo(0.62784, 5);
    expect(weightedNdcg(gainAt(1, 1), [1, 1], 5)).toBeCloseTo(ndcg([2, 5], 2, 5), 10);
    expect(weightedNdcg(gainAt(0.3, 0.1), [0.1, 0.3], 1)).toBe(0);
    expect(weightedNdcg([0.3, 0.1], [0.1, 0.3], 5)).toBe(1);
  });

  it("turn a visitor's list to what is bought, and are seen in the metric that counts them", () => {
    const all = shoppers();
    const isPurchase = (type: string) => type === "Purchase";
    const even = train(all, "personal", { weightOf: () => 1 });
    const heavy = train(all, "personal", { weightOf: (type) => (isPurchase(type) ? 1 : 0.05) });
    const firstOf = ({ model }: typeof even) => {
      const live = [{ itemId: "start3", eventType: "View", seconds: 1e6 }];
      const list = model.recommend({ userId: "new", live, limit: 9 }).map(({ itemId }) => itemId);
      return list.find((id) => id === "seen3" || id === "bought3");
    };
    expect([firstOf(even), firstOf(heavy)]).toEqual(["seen3", "bought3"]);
    const weighted = "normalized_discounted_cumulative_gain_with_event_weights_at_25";
    const plain = "normalized_discounted_cumulative_gain_at_25";
    expect(even.metrics[weighted]).toBeCloseTo(even.metrics[plain], 10);
    expect(train(all, "popular").metrics[weighted]).toBeUndefined();
    expect(heavy.metrics[weighted]).toBeLessThan(heavy.metrics[plain] * 1.5);
    expect(heavy.metrics[weighted]).not.toBeCloseTo(heavy.metrics[plain], 3);
  }, 60_000);
});
