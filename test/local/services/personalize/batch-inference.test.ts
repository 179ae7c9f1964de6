import {
  DescribeBatchInferenceJobCommand,
  ListBatchInferenceJobsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-personalize";
import { PutEventsCommand } from "@aws-sdk/client-personalize-events";
import { GetPersonalizedRankingCommand } from "@aws-sdk/client-personalize-runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { batches } from "./a-batch.ts";
import { type Shop, aShop, arnOf, interactionsCsv, itemsCsv, role } from "./a-shop.ts";

describe("Personalize batch inference", () => {
  let shop: Shop;
  let batch: ReturnType<typeof batches>;
  const versions = {
    personal: arnOf("solution", "personal/v1"),
    ranking: arnOf("solution", "ranking/v1"),
    similar: arnOf("solution", "similar/v1"),
    popular: arnOf("solution", "popular/v1"),
  };
  const control = () => shop.clients().control;

  beforeAll(async () => {
    shop = await aShop();
    batch = batches(shop);
    await shop.datasets();
    await shop.import("interactions-1", "INTERACTIONS", interactionsCsv());
    await shop.import("items-1", "ITEMS", itemsCsv());
    for (const [name, recipe] of [
      ["personal", "aws-user-personalization-v2"],
      ["ranking", "aws-personalized-ranking-v2"],
      ["similar", "aws-similar-items"],
      ["popular", "aws-popularity-count"],
    ] as const) {
      await shop.solution(name, recipe);
      await shop.train(name, "v1");
    }
    await shop.campaign("personal", versions.personal);
    await shop.campaign("ranking", versions.ranking);
  });
  afterAll(() => shop.cloud.close());

  it("answers each user as the campaign would, with scores, and says so line by line", async () => {
    const lines = await batch.answered(
      "users",
      versions.personal,
      [{ userId: "u1" }, { userId: "u2" }, { userId: "new" }],
      {
        batchInferenceJobConfig: { itemExplorationConfig: { explorationWeight: "0" } },
      },
    );
    expect(lines.map(({ input, error }) => [input, error])).toEqual([
      [{ userId: "u1" }, null],
      [{ userId: "u2" }, null],
      [{ userId: "new" }, null],
    ]);
    for (const [at, userId] of ["u1", "u2"].entries()) {
      const real = await shop.recommended("personal", { userId, numResults: 25 });
      expect(lines[at]?.output?.recommendedItems).toEqual(real.map(({ itemId }) => itemId));
      expect(lines[at]?.output?.scores).toEqual(real.map(({ score }) => score ?? null));
    }
    expect(lines[2]?.output?.recommendedItems).toHaveLength(25);
    expect(Object.keys(lines[0] ?? {})).toEqual(["input", "output", "error"]);
  });

  it("passes through CREATE PENDING and CREATE IN_PROGRESS, and is described and listed", async () => {
    await shop.upload("in/slow.json", '{"userId":"u1"}');
    const tags = [{ tagKey: "team", tagValue: "cats" }];
    const { batchInferenceJobArn } = await control().send(
      batch.request("slow", versions.personal, { numResults: 3, tags }),
    );
    expect(batchInferenceJobArn).toBe(arnOf("batch-inference-job", "slow"));
    const status = async () => {
      const { batchInferenceJob } = await control().send(
        new DescribeBatchInferenceJobCommand({ batchInferenceJobArn }),
      );
      return batchInferenceJob?.status;
    };
    expect(await status()).toBe("CREATE PENDING");
    await shop.minutes(10);
    expect(await status()).toBe("CREATE IN_PROGRESS");
    expect(await batch.settled(batchInferenceJobArn)).toMatchObject({
      jobName: "slow",
      batchInferenceJobArn,
      status: "ACTIVE",
      solutionVersionArn: versions.personal,
      numResults: 3,
      jobInput: { s3DataSource: { path: "s3://lake/in/slow.json" } },
      jobOutput: { s3DataDestination: { path: "s3://lake/out/slow/" } },
      batchInferenceJobMode: "BATCH_INFERENCE",
      roleArn: role,
      creationDateTime: expect.any(Date),
      lastUpdatedDateTime: expect.any(Date),
    });
    expect((await batch.read("out/slow/slow.json.out"))[0]?.output?.recommendedItems).toHaveLength(3);
    const listed = await control().send(
      new ListBatchInferenceJobsCommand({ solutionVersionArn: versions.personal, maxResults: 100 }),
    );
    expect(listed.batchInferenceJobs?.map(({ jobName }) => jobName)).toContain("slow");
    const others = await control().send(new ListBatchInferenceJobsCommand({ solutionVersionArn: versions.similar }));
    expect(others.batchInferenceJobs).toEqual([]);
    const found = await control().send(new ListTagsForResourceCommand({ resourceArn: batchInferenceJobArn }));
    expect(found.tags).toEqual(tags);
  });

  it("reports a line that cannot be answered in its place, and answers the others", async () => {
    const lines = await batch.answered("faulty", versions.personal, [
      { userId: "u1" },
      "not json",
      { itemId: "cat1" },
      { userId: 7 },
      "[1]",
      "",
      { userId: "u2", note: "kept" },
    ]);
    expect(lines.map(({ input, output, error }) => [input, output !== null, error])).toEqual([
      [{ userId: "u1" }, true, null],
      ["not json", false, "Input line is not a valid JSON object."],
      [{ itemId: "cat1" }, false, "Missing required field: userId."],
      [{ userId: 7 }, false, "Field userId must be a string of 1 to 256 characters."],
      [[1], false, "Input line is not a valid JSON object."],
      [{ userId: "u2", note: "kept" }, true, null],
    ]);
  });

  it("ranks each list for its user, similar items for each item, popular ones for everybody", async () => {
    const itemList = ["dog3", "cat1", "nothing-known", "cat7"];
    const [ranked] = await batch.answered("ranked", versions.ranking, [{ userId: "u0", itemList }]);
    const real = await shop.clients().runtime.send(
      new GetPersonalizedRankingCommand({
        campaignArn: arnOf("campaign", "ranking"),
        userId: "u0",
        inputList: itemList,
      }),
    );
    expect(ranked?.output?.recommendedItems).toEqual(real.personalizedRanking?.map(({ itemId }) => itemId));
    expect(ranked?.output?.scores).toHaveLength(4);
    const similar = await batch.answered("similar", versions.similar, [{ itemId: "cat1" }, { userId: "u1" }]);
    expect(similar[0]?.output?.recommendedItems[0]).toMatch(/^cat/);
    expect(similar[0]?.output).not.toHaveProperty("scores");
    expect(similar[1]?.error).toBe("Missing required field: itemId.");
    const popular = await batch.answered("popular", versions.popular, [{ userId: "u1" }, { userId: "u2" }], {
      numResults: 5,
    });
    expect(popular[0]?.output).toEqual(popular[1]?.output);
    expect(popular[0]?.output?.recommendedItems).toHaveLength(5);
  });

  it("filters with the values of each line", async () => {
    await shop.filter("kind", "INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ($KIND) AND Items.PRICE < 5000");
    const lines = await batch.answered(
      "filtered",
      versions.personal,
      [
        { userId: "u1", filterValues: { KIND: '"cat"' } },
        { userId: "u1", filterValues: { KIND: '"cat","dog"' } },
        { userId: "u1" },
      ],
      { filterArn: arnOf("filter", "kind") },
    );
    expect([...(lines[0]?.output?.recommendedItems ?? [])].sort()).toEqual(["cat0", "cat1", "cat2", "cat3", "cat4"]);
    expect(lines[1]?.output?.recommendedItems).toHaveLength(10);
    expect(lines[2]).toMatchObject({ output: null, error: expect.stringContaining("KIND") });
  });

  it("considers streamed events after a quarter of an hour, and not before", async () => {
    const trackingId = await shop.tracker();
    const config = { batchInferenceJobConfig: { itemExplorationConfig: { explorationWeight: "0" } } };
    const before = await batch.answered("before", versions.personal, [{ userId: "u1" }], config);
    const sentAt = new Date(shop.cloud.clock.now());
    const eventList = ["cat3", "cat5", "cat7", "cat9"].map((itemId) => ({ eventType: "View", itemId, sentAt }));
    await shop.clients().events.send(new PutEventsCommand({ trackingId, sessionId: "s", userId: "u1", eventList }));
    const early = await batch.answered("early", versions.personal, [{ userId: "u1" }], config);
    expect(early).toEqual(before);
    const late = await batch.answered("late", versions.personal, [{ userId: "u1" }], config);
    expect(late).not.toEqual(before);
  });

  it("takes every object whose key begins with the path", async () => {
    await shop.upload("in/many/a.json", '{"userId":"u1"}');
    await shop.upload("in/many/deep/b.json", '{"userId":"u2"}');
    const jobInput = { s3DataSource: { path: "s3://lake/in/many/" } };
    const { batchInferenceJobArn } = await control().send(batch.request("many", versions.personal, { jobInput }));
    expect(await batch.settled(batchInferenceJobArn)).toMatchObject({ status: "ACTIVE" });
    expect((await batch.read("out/many/a.json.out"))[0]?.input).toEqual({ userId: "u1" });
    expect((await batch.read("out/many/deep/b.json.out"))[0]?.input).toEqual({ userId: "u2" });
  });

  it("survives a restart in the middle", async () => {
    await shop.upload("in/killed.json", '{"userId":"u1"}');
    const { batchInferenceJobArn } = await control().send(batch.request("killed", versions.personal));
    await shop.restart();
    expect(await batch.settled(batchInferenceJobArn)).toMatchObject({ status: "ACTIVE" });
    expect(await batch.read("out/killed/killed.json.out")).toHaveLength(1);
  });
});
