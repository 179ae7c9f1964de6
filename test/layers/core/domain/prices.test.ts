import { describe, expect, it } from "@jest/globals";
import { campaignPerDay, costOf, costText, listsToJudge } from "@millrace/core/domain/cost";
import { prices, uncheckedPrices } from "@millrace/core/domain/prices";

const v2 = "aws-user-personalization-v2";

describe("prices", () => {
  it("are dated, and say which of them nobody has compared", () => {
    expect(prices.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(uncheckedPrices()).toEqual(["others.perThousandLists"]);
  });

  it("make a TPS-hour of 3,600 requests", () => {
    expect([prices.v2.perTpsHour.usd, prices.others.perTpsHour.usd]).toEqual([0.54, 0.2]);
  });
});

describe("the cost of a run", () => {
  const pipeline = {
    solutions: [
      { name: "personal", recipe: v2, gate: true },
      { name: "similar", recipe: "aws-similar-items" },
    ],
    campaigns: [
      { name: "home", solution: "personal", minProvisionedTPS: 2 },
      { name: "product", solution: "similar", minProvisionedTPS: 1 },
    ],
    gate: { holdOut: { share: 0.05, least: 100, most: 2000 } },
  } as unknown as Parameters<typeof costOf>[1] & Parameters<typeof listsToJudge>[1];
  const rows = { interactions: 1_000_000, items: 600, users: 20_000 };

  it("takes each recipe by its own prices", () => {
    const cost = costOf(rows, pipeline, { lists: listsToJudge(rows, pipeline) });

    expect(cost).toMatchObject({ trainings: 2 + 0.24, batches: 0.45, campaignsPerDay: 24 * (2 * 0.54 + 0.2) });
    expect(costText(cost)).toBe(
      `about $2.69 (imports $0.00, trainings $2.24, judging $0.45), and $30.72 a day for campaigns, by prices of ${prices.asOf}`,
    );
    expect(campaignPerDay("aws-sims", 3)).toBeCloseTo(14.4);
  });

  it("counts lists for a share of the people, not for fewer than a small shop has nor for more than was asked for", () => {
    const of = (users: number) => listsToJudge({ users }, pipeline) / 3;
    expect([of(200), of(1000), of(20_000), of(1_000_000)]).toEqual([40, 100, 1000, 2000]);
  });
});
