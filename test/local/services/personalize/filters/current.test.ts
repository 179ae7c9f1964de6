import { CreateDatasetCommand, CreateFilterCommand, CreateSchemaCommand } from "@aws-sdk/client-personalize";
import { GetPersonalizedRankingCommand } from "@aws-sdk/client-personalize-runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, groupArn, interactionsCsv, itemsCsv } from "../a-shop.ts";

const usersSchema = JSON.stringify({
  type: "record",
  name: "Users",
  namespace: "com.amazonaws.personalize.schema",
  fields: [
    { name: "USER_ID", type: "string" },
    { name: "AGE", type: ["int", "null"] },
    { name: "Plan", type: ["null", "string"], categorical: true },
    { name: "ADULT", type: "boolean" },
  ],
  version: "1.0",
});

describe("Personalize filters on who asks and about what", () => {
  let shop: Shop;
  let count = 0;

  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    const { control } = shop.clients();
    const { schemaArn } = await control.send(new CreateSchemaCommand({ name: "users", schema: usersSchema }));
    const users = { name: "users", datasetGroupArn: groupArn, datasetType: "Users", schemaArn };
    await control.send(new CreateDatasetCommand(users));
    await shop.minutes(1);
    await shop.import("interactions-1", "INTERACTIONS", interactionsCsv());
    await shop.import("items-1", "ITEMS", itemsCsv());
    await shop.import(
      "users-1",
      "USERS",
      "USER_ID,AGE,Plan,ADULT\nu0,12,free,false\nu1,40,gold|free,true\nu2,,,true\n",
    );
    for (const [name, recipe] of [
      ["personal", "aws-user-personalization-v2"],
      ["similar", "aws-similar-items"],
      ["sims", "aws-sims"],
      ["popular", "aws-popularity-count"],
      ["ranking", "aws-personalized-ranking-v2"],
    ] as const) {
      await shop.solution(name, recipe);
      await shop.train(name, "v1");
      await shop.campaign(name, arnOf("solution", `${name}/v1`));
    }
  });
  afterAll(() => shop.cloud.close());

  const made = async (expression: string) => {
    const name = `filter-${count++}`;
    await shop.filter(name, expression);
    return arnOf("filter", name);
  };
  const listed = async (
    campaign: string,
    expression: string,
    asked: { userId?: string; itemId?: string; numResults?: number },
  ) => {
    const filterArn = await made(expression);
    const list = await shop.recommended(campaign, { numResults: 40, ...asked, filterArn });
    return list.map(({ itemId = "" }) => itemId);
  };

  it("applies an expression only if the user is meant", async () => {
    const expression =
      'INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("cat") IF CurrentUser.AGE >= 18 AND CurrentUser.PLAN IN ("gold")';
    expect((await listed("personal", expression, { userId: "u1" })).every((id) => id.startsWith("cat"))).toBe(true);
    for (const userId of ["u0", "u2", "nobody"])
      expect(await listed("personal", expression, { userId })).toHaveLength(40);
    const young = "EXCLUDE ItemID WHERE Items.PRICE > 3000 IF CurrentUser.AGE < 18";
    expect(await listed("personal", young, { userId: "u0" })).toHaveLength(8);
    expect(await listed("personal", young, { userId: "u1" })).toHaveLength(40);
  });

  it("compares with the item that was asked about", async () => {
    const cheaper =
      "INCLUDE ItemID WHERE Items.CATEGORY_L1 IN CurrentItem.CATEGORY_L1 AND Items.PRICE < CurrentItem.PRICE";
    for (const campaign of ["similar", "sims"]) {
      const list = await listed(campaign, cheaper, { itemId: "dog5" });
      expect([...list].sort()).toEqual(["dog0", "dog1", "dog2", "dog3", "dog4"]);
    }
  });

  it("refuses to compare with an item where nobody asked about one", async () => {
    const filterArn = await made("INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE");
    await expect(shop.recommended("personal", { userId: "u1", itemId: "dog5", filterArn })).rejects.toMatchObject({
      name: "InvalidInputException",
      message: "A filter with CurrentItem can only be applied to recommendations of related items.",
    });
    const ranking = { campaignArn: arnOf("campaign", "ranking"), userId: "u1", inputList: ["cat1"], filterArn };
    const asked = shop.clients().runtime.send(new GetPersonalizedRankingCommand(ranking));
    await expect(asked).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("refuses a filter of users where items are asked for", async () => {
    const filterArn = await made("EXCLUDE UserID WHERE Users.AGE < 18");
    await expect(shop.recommended("personal", { userId: "u1", filterArn })).rejects.toMatchObject({
      name: "InvalidInputException",
      message: "A filter of UserID cannot be applied here, only one of ItemID.",
    });
  });

  it.each(["personal", "similar", "sims", "popular"])(
    "fills a list of %s from what is left, down to the last item",
    async (campaign) => {
      const expression = 'INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes") AND Items.PRICE < 7000';
      const asked = { userId: "u1", itemId: "cat0" };
      const left = ["cat", "dog"].flatMap((aisle) => [1, 2, 3, 5, 6].map((n) => `${aisle}${n}`));
      expect([...(await listed(campaign, expression, asked))].sort()).toEqual(left);
      expect(await listed(campaign, expression, { ...asked, numResults: 7 })).toHaveLength(7);
    },
  );

  it("refuses boolean fields", async () => {
    const create = (filterExpression: string) =>
      shop
        .clients()
        .control.send(new CreateFilterCommand({ name: `bad-${count++}`, datasetGroupArn: groupArn, filterExpression }));
    await expect(create('EXCLUDE UserID WHERE Users.ADULT IN ("true")')).rejects.toMatchObject({
      message: "Field ADULT cannot be used in a filter: it is boolean or textual.",
    });
  });
});
