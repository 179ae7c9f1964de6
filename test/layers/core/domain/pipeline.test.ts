import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { parse } from "yaml";

const document = (): Record<string, unknown> =>
  parse(readFileSync(new URL("../../../../pipeline.yml", import.meta.url), "utf8")) as Record<string, unknown>;

describe("pipeline.yml", () => {
  it("is right as it is, with durations in ms and what may be left out filled in", () => {
    const pipeline = parsePipeline(document());
    expect(pipeline.deadlines["train-models"]).toBe(12 * 3_600_000);
    expect(pipeline.solutions[2]).toEqual({
      name: "popular",
      recipe: "aws-popularity-count",
      role: "baseline",
      gate: false,
    });
    expect(pipeline.retraining.schedule).toBe("cron(0 18 * * ? *)");
  });

  it.each([
    [
      "a campaign of no solution",
      { campaigns: [{ name: "x", solution: "nobody", minProvisionedTPS: 1 }] },
      /campaigns\[0\].solution/,
    ],
    [
      "a campaign of the baseline",
      { campaigns: [{ name: "x", solution: "popular", minProvisionedTPS: 1 }] },
      /other than a baseline/,
    ],
    [
      "a placement of no campaign",
      { placements: { home: { campaign: "nobody", needs: "user", limit: 1 } } },
      /placements.home.campaign/,
    ],
    [
      "a placement with no such filter",
      { placements: { home: { campaign: "personal", needs: "user", limit: 1, filter: "nothing" } } },
      /placements.home.filter/,
    ],
    ["a word it does not know", { solutons: [] }, /solutons/],
    ["a deadline without a unit", { deadlines: { announce: "90" } }, /deadlines.announce/],
    ["two solutions of one name", { solutions: [...twoOfAName()] }, /two solutions share a name/],
    ["no fallback", { fallback: [] }, /fallback/],
  ])("is refused with %s, by path", (_what, change, message) => {
    expect(() => parsePipeline({ ...document(), ...change })).toThrow(message);
  });
});

function twoOfAName() {
  return [1, 2].map(() => ({ name: "personal", recipe: "aws-sims" }));
}
