import {
  DescribeCampaignCommand,
  DescribeDatasetGroupCommand,
  GetSolutionMetricsCommand,
  UpdateCampaignCommand,
} from "@aws-sdk/client-personalize";
import { PutEventsCommand } from "@aws-sdk/client-personalize-events";
import { GetPersonalizedRankingCommand } from "@aws-sdk/client-personalize-runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, groupArn, interactionsCsv, itemsCsv } from "./a-shop.ts";

const idsOf = (items: { itemId?: string | undefined }[]) => items.map(({ itemId }) => itemId);

describe("Personalize, from schema to recommendation", () => {
  let shop: Shop;
  let trackingId: string | undefined;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions-1", "INTERACTIONS", interactionsCsv());
    await shop.import("items-1", "ITEMS", itemsCsv());
    for (const [name, recipe] of [
      ["personal", "aws-user-personalization-v2"],
      ["similar", "aws-similar-items"],
      ["popular", "aws-popularity-count"],
      ["ranking", "aws-personalized-ranking-v2"],
    ] as const) {
      await shop.solution(name, recipe);
      const { status } = await shop.train(name, "day-1");
      expect(status).toBe("ACTIVE");
      await shop.campaign(name, arnOf("solution", `${name}/day-1`));
    }
    trackingId = await shop.tracker();
  });
  afterAll(() => shop.cloud.close());

  it("gives every recipe the metrics by Personalize's names, asked of the same visitors", async () => {
    const metricsOf = async (solution: string) => {
      const solutionVersionArn = arnOf("solution", `${solution}/day-1`);
      return (await shop.clients().control.send(new GetSolutionMetricsCommand({ solutionVersionArn }))).metrics ?? {};
    };
    const [personal, popular] = [await metricsOf("personal"), await metricsOf("popular")];
    expect(Object.keys(personal).sort()).toEqual(Object.keys(popular).sort());
    expect(Object.keys(personal)).toContain("normalized_discounted_cumulative_gain_at_25");
    expect(personal["coverage"]).toBeGreaterThan(popular["coverage"] ?? 1);
    expect(personal["mean_reciprocal_rank_at_25"]).toBeGreaterThan(popular["mean_reciprocal_rank_at_25"] ?? 1);
  });

  it("recommends a visitor 25 items by default, their own aisle first, with scores below one", async () => {
    const items = await shop.recommended("personal", { userId: "u1" });
    expect(items).toHaveLength(25);
    expect(items[0]?.itemId).toMatch(/^dog/);
    expect(items.reduce((sum, { score = 0 }) => sum + score, 0)).toBeLessThanOrEqual(1.000001);
    expect(items.every(({ score = 0 }, at) => score <= (items[at - 1]?.score ?? 1))).toBe(true);
  });

  it("names related items without scores, and popular ones for an item it does not know", async () => {
    const related = await shop.recommended("similar", { itemId: "cat3", numResults: 5 });
    expect(related).toHaveLength(5);
    expect(related.every(({ itemId, score }) => itemId?.startsWith("cat") && score === undefined)).toBe(true);
    expect(idsOf(related)).not.toContain("cat3");
    expect(await shop.recommended("similar", { itemId: "new", numResults: 5 })).toHaveLength(5);
  });

  it("ranks a given list and appends unknown items without a score", async () => {
    const asked = { campaignArn: arnOf("campaign", "ranking"), userId: "u1", inputList: ["new", "cat1", "dog1"] };
    const { personalizedRanking = [] } = await shop.clients().runtime.send(new GetPersonalizedRankingCommand(asked));
    expect(idsOf(personalizedRanking)).toEqual(["dog1", "cat1", "new"]);
    expect(personalizedRanking.map(({ score }) => typeof score)).toEqual(["number", "number", "undefined"]);
  });

  it("returns metadata under camel-case names, for at most 50 results", async () => {
    const metadataColumns = { ITEMS: ["CATEGORY_L1", "PRICE"] };
    const [first] = await shop.recommended("personal", { userId: "u1", numResults: 1, metadataColumns });
    expect(first?.metadata).toEqual({ categoryL1: "dog", price: expect.stringMatching(/^\d+$/) });
    const tooMany = shop.recommended("personal", { userId: "u1", numResults: 51, metadataColumns });
    await expect(tooMany).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("changes the very next answer for an anonymous session that sent an event", async () => {
    const before = await shop.recommended("personal", { userId: "session-9", numResults: 5 });
    const event = { eventType: "View", itemId: "dog7", sentAt: new Date(shop.cloud.clock.now()), eventId: "e1" };
    const put = new PutEventsCommand({ trackingId, sessionId: "session-9", eventList: [event] });
    await shop.clients().events.send(put);
    const after = await shop.recommended("personal", { userId: "session-9", numResults: 5 });
    expect(idsOf(after)).not.toEqual(idsOf(before));
    expect(idsOf(after).every((itemId) => itemId?.startsWith("dog"))).toBe(true);
    await shop.clients().events.send(put);
    expect(await shop.recommended("personal", { userId: "session-9", numResults: 5 })).toEqual(after);
    const foreign = new PutEventsCommand({ trackingId: "nobody's", sessionId: "s", eventList: [event] });
    await expect(shop.clients().events.send(foreign)).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("shows an update of a campaign in latestCampaignUpdate alone, and serves the old version until it is active", async () => {
    const campaignArn = arnOf("campaign", "personal");
    const describe = async () =>
      (await shop.clients().control.send(new DescribeCampaignCommand({ campaignArn }))).campaign;
    expect(await describe()).not.toHaveProperty("latestCampaignUpdate");
    await shop.train("personal", "day-2");
    const solutionVersionArn = arnOf("solution", "personal/day-2");
    await shop.clients().control.send(new UpdateCampaignCommand({ campaignArn, solutionVersionArn }));
    const old = arnOf("solution", "personal/day-1");
    expect(await describe()).toMatchObject({
      status: "ACTIVE",
      solutionVersionArn: old,
      latestCampaignUpdate: { status: "CREATE PENDING", solutionVersionArn },
    });
    await shop.minutes(1);
    expect(await describe()).toMatchObject({
      solutionVersionArn: old,
      latestCampaignUpdate: { status: "CREATE IN_PROGRESS" },
    });
    expect(await shop.recommended("personal", { userId: "u1" })).toHaveLength(25);
    await shop.minutes(5);
    expect(await describe()).toMatchObject({ solutionVersionArn, latestCampaignUpdate: { status: "ACTIVE" } });
  });

  it("keeps everything over a restart", async () => {
    const before = await shop.recommended("personal", { userId: "session-9" });
    await shop.restart();
    expect(await shop.recommended("personal", { userId: "session-9" })).toEqual(before);
    const group = await shop.clients().control.send(new DescribeDatasetGroupCommand({ datasetGroupArn: groupArn }));
    expect(group.datasetGroup?.status).toBe("ACTIVE");
  });
});
