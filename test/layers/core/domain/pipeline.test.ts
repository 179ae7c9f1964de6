import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { InvalidPipeline } from "@millrace/core/domain/pipeline-problems";
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
      mode: "FULL",
      events: [],
      parameters: {},
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
    [
      "two solutions of one name",
      { solutions: [...twoOfAName()] },
      /solutions\[1\].name: another of the solutions has the name/,
    ],
    ["no fallback", { fallback: [] }, /fallback/],
  ])("is refused with %s, by path", (_what, change, message) => {
    expect(() => parsePipeline({ ...document(), ...change })).toThrow(message);
  });
});

describe("what is wrong with it", () => {
  const problemsIn = (change: object) => {
    try {
      parsePipeline({ ...document(), ...change });
    } catch (error) {
      if (error instanceof InvalidPipeline) return error.problems;
      throw error;
    }
    return [];
  };
  const solutions = (more: object) => ({
    solutions: [
      { name: "personal", recipe: "aws-user-personalization-v2", ...more },
      { name: "similar", recipe: "aws-similar-items" },
    ],
  });

  it("is told all at once, each by path, reason and suggestion", () => {
    expect(
      problemsIn({
        solutions: [{ name: "personal", recipe: "aws-user-personalisation-v2" }],
        campaigns: [{ name: "p", solution: "personal", minProvisonedTPS: 1 }],
        deadlines: { ...(document()["deadlines"] as object), announce: "soon" },
        retraining: { schedule: "daily" },
      }),
    ).toEqual([
      {
        path: "solutions[0].recipe",
        reason: '"aws-user-personalisation-v2" is not known',
        suggestion: 'did you mean "aws-user-personalization-v2"?',
      },
      { path: "campaigns[0].minProvisionedTPS", reason: "is missing", suggestion: expect.stringMatching(/number/) },
      {
        path: "campaigns[0].minProvisonedTPS",
        reason: "there is no such key",
        suggestion: 'did you mean "minProvisionedTPS"?',
      },
      { path: "deadlines.announce", reason: '"soon": a duration is written "90m", "2h" or "1d"' },
      { path: "retraining.schedule", reason: '"daily": a schedule is written cron(0 18 * * ? *) or rate(1 day)' },
    ]);
  });

  it.each([
    [{ campaigns: [{ name: "x", solution: "persnal", minProvisionedTPS: 1 }] }, 'did you mean "personal"?'],
    [solutions({ mode: "UPDATE" }), "leave mode out, or FULL"],
    [
      { filters: [{ name: "available", expression: 'INCLUDE ItemID WHERE Items.AVAILBLE IN ("yes")' }] },
      'did you mean "AVAILABLE"?',
    ],
    [{ filters: [{ name: "available", expression: "yes" }] }, /as in INCLUDE/],
    [
      {
        campaigns: [
          { name: "personal", solution: "personal", minProvisionedTPS: 3, mostProvisionedTPS: 2 },
          { name: "similar", solution: "similar", minProvisionedTPS: 1 },
        ],
      },
      "3 or more",
    ],
    [{ gate: { metric: "ndcg", worseThanLive: 0, betterThanBaseline: 0 } }, /one of coverage/],
    [{ promises: { liveBy: "6:00", dataNoOlderThan: "26h" } }, undefined],
    [
      { campaigns: [{ name: "p", solution: "personal", minProvisionedTPS: 1, syncWithLatestSolutionVersion: true }] },
      "leave it out",
    ],
    [{ recommenders: [{ name: "home", recipe: "aws-ecomm-customers-who-viewed-x-also-viewed" }] }, /aws-similar-items/],
    [{ interactions: { view_item: "View", viewItem: "View" } }, undefined],
    [{ batch: [{ name: "b", solution: "personal", placement: "hom" }] }, 'did you mean "home"?'],
    [{ batch: [{ name: "b", solution: "similar", placement: "home" }] }, /USER_PERSONALIZATION/],
    [{ batch: [{ name: "b", solution: "personal", placement: "product" }] }, "needs: user"],
    [{ placements: { home: { needs: "user", limit: 5 } } }, /a batch section of it/],
    [{ interactions: {} }, "leave it out for the usual ones"],
    [solutions({ events: [{ type: "Purchas" }] }), 'did you mean "Purchase"?'],
    [
      {
        gate: {
          metric: "average_rewards_at_k",
          worseThanLive: 0,
          betterThanBaseline: 0,
          holdOut: { share: 0.05 },
        },
      },
      /leave holdOut out/,
    ],
    [
      { gate: { metric: "coverage", worseThanLive: 0, betterThanBaseline: 0, holdOut: { least: 500, most: 100 } } },
      "500 or more",
    ],
    [{ account: { roleArn: "personalize", passRoleArn: "arn:aws:iam::111122223333:role/p" } }, undefined],
    [{ sources: { clicks: { path: "raw/clicks/" } } }, undefined],
    [
      { placements: { home: { campaign: "personal", needs: "user", limit: 5, metadata: ["PRISE"] } } },
      'did you mean "PRICE"?',
    ],
  ])("comes with a suggestion: %j", (change, suggestion) => {
    const [first] = problemsIn(change);
    expect(first).toBeDefined();
    if (suggestion !== undefined) expect(first?.suggestion).toMatch(suggestion);
  });

  it.each([
    ["personal", /the gate of personal has not let through/],
    ["similar", /two deployers would undo each other/],
  ])("refuses to follow $LATEST on campaigns of %s, and says why", (solution, reason) => {
    const campaigns = [{ name: "p", solution, minProvisionedTPS: 1, syncWithLatestSolutionVersion: true }];
    const problem = problemsIn({ campaigns }).find(({ path }) => path.endsWith("syncWithLatestSolutionVersion"));
    expect(problem?.reason).toMatch(reason);
  });
});

function twoOfAName() {
  return [1, 2].map(() => ({ name: "personal", recipe: "aws-sims" }));
}
