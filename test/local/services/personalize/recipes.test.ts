import { CreateCampaignCommand, CreateSolutionCommand } from "@aws-sdk/client-personalize";
import { PutItemsCommand } from "@aws-sdk/client-personalize-events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, datasetArn, groupArn, interactionsCsv, itemsCsv } from "./a-shop.ts";

describe("recipes, their parameters and what a request may ask", () => {
  let shop: Shop;
  const create = (recipe: string, solutionConfig: Record<string, unknown> = {}) =>
    shop.clients().control.send(
      new CreateSolutionCommand({
        name: `try-${recipe}`,
        datasetGroupArn: groupArn,
        recipeArn: `arn:aws:personalize:::recipe/${recipe}`,
        performAutoTraining: false,
        solutionConfig,
      }),
    );
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions", "INTERACTIONS", interactionsCsv());
    await shop.import("items", "ITEMS", itemsCsv());
    const newcomers = Array.from({ length: 6 }, (_, n) => ({
      itemId: `dog-new${n}`,
      properties: JSON.stringify({ categoryL1: "dog", price: 5, available: "yes" }),
    }));
    await shop.clients().events.send(new PutItemsCommand({ datasetArn: datasetArn("ITEMS"), items: newcomers }));
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
    await shop.filter("cats", 'INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("cat")');
    await shop.filter("dogs", 'INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("dog")');
  });
  afterAll(() => shop.cloud.close());

  it("refuses parameters that a recipe does not have, values out of range, and recipes that are not here", async () => {
    const refused: [recipe: string, config: Record<string, unknown>][] = [
      ["aws-user-personalization-v2", { algorithmHyperParameters: { hidden_dimension: "64" } }],
      ["aws-sims", { algorithmHyperParameters: { popularity_discount_factor: "2" } }],
      ["aws-sims", { algorithmHyperParameters: { min_cointeraction_count: "2.5" } }],
      ["aws-sims", { featureTransformationParameters: { min_item_interaction_count_percentile: "1.5" } }],
      ["aws-user-personalization", { algorithmHyperParameters: { hidden_dimension: "31" } }],
      ["aws-user-personalization", { algorithmHyperParameters: { bptt: "33" } }],
      ["aws-user-personalization", { algorithmHyperParameters: { recency_mask: "perhaps" } }],
      ["aws-user-personalization", { featureTransformationParameters: { min_item_interaction_count_percentile: "0" } }],
      [
        "aws-user-personalization",
        {
          featureTransformationParameters: {
            min_user_history_length_percentile: "0.9",
            max_user_history_length_percentile: "0.1",
          },
        },
      ],
      ["aws-popularity-count", { algorithmHyperParameters: { anything: "1" } }],
      ["aws-trending-now", { featureTransformationParameters: { trend_discovery_frequency: "2 hours" } }],
      ["aws-item-attribute-affinity", {}],
    ];
    for (const [recipe, config] of refused)
      await expect(create(recipe, config)).rejects.toMatchObject({ name: "InvalidInputException" });
    await expect(create("aws-item-attribute-affinity")).rejects.toMatchObject({
      message: expect.stringContaining("aws-item-affinity"),
    });
  });

  it("takes every parameter that the recipes it has document", async () => {
    const documented: [recipe: string, config: Record<string, unknown>][] = [
      [
        "aws-user-personalization",
        {
          algorithmHyperParameters: { hidden_dimension: "149", bptt: "32", recency_mask: "true" },
          featureTransformationParameters: {
            min_user_history_length_percentile: "0",
            max_user_history_length_percentile: "0.99",
          },
        },
      ],
      [
        "aws-personalized-ranking",
        { algorithmHyperParameters: { hidden_dimension: "32", bptt: "2", recency_mask: "false" } },
      ],
      ["aws-user-personalization-v2", { algorithmHyperParameters: { apply_recency_bias: "true" } }],
      ["aws-personalized-ranking-v2", { algorithmHyperParameters: { apply_recency_bias: "false" } }],
      [
        "aws-sims",
        {
          algorithmHyperParameters: { popularity_discount_factor: "0.5", min_cointeraction_count: "3" },
          featureTransformationParameters: {
            min_user_history_length_percentile: "0.005",
            max_user_history_length_percentile: "0.995",
            min_item_interaction_count_percentile: "0.01",
            max_item_interaction_count_percentile: "0.9",
          },
        },
      ],
      ["aws-trending-now", { featureTransformationParameters: { trend_discovery_frequency: "1 day" } }],
    ];
    for (const [recipe, config] of documented) expect(await create(recipe, config)).toHaveProperty("solutionArn");
  });

  it("trains sims with its parameters and trending-now with its frequency", async () => {
    await shop.solution("sims", "aws-sims", {
      solutionConfig: { algorithmHyperParameters: { popularity_discount_factor: "0.2", min_cointeraction_count: "1" } },
    });
    await shop.solution("trending", "aws-trending-now", {
      solutionConfig: { featureTransformationParameters: { trend_discovery_frequency: "30 minutes" } },
    });
    for (const name of ["sims", "trending"]) {
      expect((await shop.train(name, "v1")).status).toBe("ACTIVE");
      await shop.campaign(name, arnOf("solution", `${name}/v1`));
    }
    const related = await shop.recommended("sims", { itemId: "cat3", numResults: 5 });
    expect(related.every(({ itemId, score }) => itemId?.startsWith("cat") && score === undefined)).toBe(true);
    expect(await shop.recommended("trending", { numResults: 5 })).toHaveLength(5);
  }, 120_000);

  it("places promoted items by their own filter, in the share asked for, and says so", async () => {
    const promotions = [{ name: "cats-first", percentPromotedItems: 40, filterArn: arnOf("filter", "cats") }];
    const list = await shop.recommended("personal", {
      userId: "u1",
      numResults: 10,
      promotions,
      filterArn: arnOf("filter", "dogs"),
    });
    const promoted = list.filter(({ promotionName }) => promotionName === "cats-first");
    expect(list).toHaveLength(10);
    expect(promoted).toHaveLength(4);
    expect(promoted.every(({ itemId, reason }) => itemId?.startsWith("cat") && reason?.[0] === "Promoted item")).toBe(
      true,
    );
    expect(list.every(({ itemId, promotionName }) => promotionName !== undefined || itemId?.startsWith("dog"))).toBe(
      true,
    );
    const twice = shop.recommended("personal", { userId: "u1", promotions: [...promotions, ...promotions] });
    await expect(twice).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("shows items nobody has touched to whom they may please, as exploration, unless the campaign forbids it", async () => {
    const list = await shop.recommended("personal", { userId: "u1", numResults: 20 });
    const explored = list.filter(({ reason }) => reason?.[0] === "Exploration");
    expect(explored.length).toBeGreaterThanOrEqual(3);
    expect(explored.every(({ itemId, score }) => itemId?.startsWith("dog-new") && score === undefined)).toBe(true);
    const campaign = (name: string, explorationWeight: string) =>
      shop.clients().control.send(
        new CreateCampaignCommand({
          name,
          solutionVersionArn: arnOf("solution", "personal/v1"),
          campaignConfig: { itemExplorationConfig: { explorationWeight } },
        }),
      );
    await expect(campaign("wild", "3")).rejects.toMatchObject({ name: "InvalidInputException" });
    await campaign("plain", "0");
    await shop.minutes(5);
    const plain = await shop.recommended("plain", { userId: "u1", numResults: 20 });
    expect(plain.some(({ reason }) => reason?.[0] === "Exploration")).toBe(false);
  });
});
