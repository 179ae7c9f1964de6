import {
  CreateDatasetGroupCommand,
  DeleteDatasetGroupCommand,
  DescribeDatasetGroupCommand,
  DescribeRecipeCommand,
  ListDatasetGroupsCommand,
  ListRecipesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf } from "./a-shop.ts";

describe("Personalize resources", () => {
  let shop: Shop;
  const send = () => shop.clients().control;
  const datasetGroupArn = arnOf("dataset-group", "toys");
  const statusNow = async () =>
    (await send().send(new DescribeDatasetGroupCommand({ datasetGroupArn }))).datasetGroup?.status;
  beforeAll(async () => {
    shop = await aShop();
  });
  afterAll(() => shop.cloud.close());

  it("go through CREATE PENDING and CREATE IN_PROGRESS to ACTIVE, and are taken once", async () => {
    const create = () =>
      send().send(new CreateDatasetGroupCommand({ name: "toys", tags: [{ tagKey: "team", tagValue: "shop" }] }));
    expect(await create()).toMatchObject({ datasetGroupArn });
    expect(await statusNow()).toBe("CREATE PENDING");
    await expect(create()).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
    await shop.cloud.clock.advance(10_000);
    expect(await statusNow()).toBe("CREATE IN_PROGRESS");
    await shop.cloud.clock.advance(20_000);
    expect(await statusNow()).toBe("ACTIVE");
    const { tags } = await send().send(new ListTagsForResourceCommand({ resourceArn: datasetGroupArn }));
    expect(tags).toEqual([{ tagKey: "team", tagValue: "shop" }]);
  });

  it("stay visible while they are deleted, also over a restart, and are then gone", async () => {
    await send().send(new DeleteDatasetGroupCommand({ datasetGroupArn }));
    expect(await statusNow()).toBe("DELETE PENDING");
    await shop.restart();
    await shop.cloud.clock.advance(10_000);
    expect(await statusNow()).toBe("DELETE IN_PROGRESS");
    await shop.minutes(1);
    await expect(statusNow()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect((await send().send(new ListDatasetGroupsCommand({}))).datasetGroups).toEqual([]);
  });

  it("include only recipes that are really trained here", async () => {
    const { recipes = [] } = await send().send(new ListRecipesCommand({}));
    expect(recipes.map(({ name }) => name)).toContain("aws-user-personalization-v2");
    const recipeArn = "arn:aws:personalize:::recipe/aws-similar-items";
    const { recipe } = await send().send(new DescribeRecipeCommand({ recipeArn }));
    expect(recipe).toMatchObject({ recipeType: "RELATED_ITEMS", status: "ACTIVE" });
    const unknown = send().send(new DescribeRecipeCommand({ recipeArn: "arn:aws:personalize:::recipe/aws-hrnn" }));
    await expect(unknown).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});
