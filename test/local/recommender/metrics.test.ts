import { describe, expect, it } from "@jest/globals";
import { hitsIn, MetricsTally, ndcg, precision, reciprocalRank } from "../../../local/recommender/metrics.ts";

describe("offline metrics", () => {
  it("give the developer guide's example: hits at 2 and 5 of 5", () => {
    const hits = hitsIn([10, 20, 30, 40, 50], new Set([20, 50]));
    expect(hits).toEqual([2, 5]);
    expect(reciprocalRank(hits, 25)).toBe(0.5);
    expect(ndcg(hits, 2, 5)).toBeCloseTo(0.6241, 4);
    expect(precision(hits, 5)).toBe(0.4);
  });

  it("mean the reciprocal ranks of visitors with first hits at 4, 2 and 6", () => {
    const tally = new MetricsTally();
    for (const rank of [4, 2, 6]) tally.add([rank], 1);
    expect(tally.result(0).mean_reciprocal_rank_at_25).toBeCloseTo(0.3056, 4);
  });

  it("are 1 for a perfect list and 0 for a useless one", () => {
    expect(ndcg([1, 2, 3], 3, 5)).toBe(1);
    expect(ndcg([1, 2, 3, 4, 5], 40, 5)).toBe(1);
    expect(ndcg([], 3, 5)).toBe(0);
    expect(reciprocalRank([26], 25)).toBe(0);
  });
});
