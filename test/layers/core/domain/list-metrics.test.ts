import { describe, expect, it } from "@jest/globals";
import { measureLists, metricsOfList } from "@millrace/core/domain/list-metrics";

const many = (count: number, name = "x") => Array.from({ length: count }, (_, index) => `${name}${index}`);

describe("metrics of a list", () => {
  it("are Personalize's: the developer guide's example has hits at 2 and 5 of 5", () => {
    const metrics = metricsOfList(["a", "hit-1", "b", "c", "hit-2"], new Set(["hit-1", "hit-2"]));
    expect(metrics["mean_reciprocal_rank_at_25"]).toBe(0.5);
    expect(metrics["precision_at_5"]).toBe(0.4);
    expect(metrics["normalized_discounted_cumulative_gain_at_5"]).toBeCloseTo(0.62405, 5);
  });

  it("see nothing beyond their k", () => {
    const metrics = metricsOfList([...many(10), "hit"], new Set(["hit"]));
    expect(metrics["precision_at_10"]).toBe(0);
    expect(metrics["precision_at_25"]).toBe(1 / 25);
    expect(metrics["mean_reciprocal_rank_at_25"]).toBe(1 / 11);
  });

  it("of several users are means over those who got a list, and coverage the share of all items shown", () => {
    const truth = new Map([
      ["kim", new Set(["a"])],
      ["lee", new Set(["z"])],
      ["unasked", new Set(["a"])],
    ]);
    const lists = new Map([
      ["kim", ["a", "b"]],
      ["lee", ["b", "c"]],
      ["stranger", ["d"]],
    ]);
    const { metrics, perUser } = measureLists(truth, lists, 10);
    expect(metrics).toMatchObject({ mean_reciprocal_rank_at_25: 0.5, precision_at_5: 0.1, coverage: 0.3 });
    expect(perUser?.["precision_at_5"]).toEqual({ kim: 0.2, lee: 0 });
  });

  it("look at 25 items of a longer list", () => {
    const lists = new Map([["kim", [...many(25), "late"]]]);
    expect(measureLists(new Map([["kim", new Set(["late"])]]), lists, 26).metrics).toMatchObject({
      mean_reciprocal_rank_at_25: 0,
      coverage: 25 / 26,
    });
  });
});
