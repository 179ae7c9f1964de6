import {
  CreateDatasetExportJobCommand,
  CreateDatasetGroupCommand,
  CreateRecommenderCommand,
  CreateSchemaCommand,
  DeleteDatasetGroupCommand,
  DescribeDatasetCommand,
  DescribeDatasetGroupCommand,
  DescribeRecipeCommand,
  ListDatasetGroupsCommand,
  ListRecipesCommand,
  ListTagsForResourceCommand,
  UpdateDatasetCommand,
} from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, datasetArn, interactionsSchema, role } from "./a-shop.ts";

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

  it("let a dataset's schema grow, and do nothing else", async () => {
    await shop.datasets();
    const base = JSON.parse(interactionsSchema) as { fields: { name: string; type: unknown }[] };
    const change = async (name: string, fields: readonly { name: string; type: unknown }[]) => {
      const schema = JSON.stringify({ ...base, fields });
      const { schemaArn } = await send().send(new CreateSchemaCommand({ name, schema }));
      return send().send(new UpdateDatasetCommand({ datasetArn: datasetArn("INTERACTIONS"), schemaArn }));
    };
    const device = { name: "DEVICE", type: ["null", "string"] };
    await expect(change("less", base.fields.slice(0, 4))).rejects.toThrow("every field of the old one: [EVENT_VALUE]");
    await expect(change("strict", [...base.fields, { ...device, type: "string" }])).rejects.toThrow("DEVICE must be");
    const other = base.fields.map((field) => (field.name === "EVENT_VALUE" ? { ...field, type: "int" } : field));
    await expect(change("other", other)).rejects.toThrow("EVENT_VALUE must stay of type float");
    await change("more", [...base.fields, device]);
    await shop.minutes(1);
    const { dataset } = await send().send(new DescribeDatasetCommand({ datasetArn: datasetArn("INTERACTIONS") }));
    expect(dataset?.schemaArn).toBe(arnOf("schema", "more"));
  });

  it("are none of the domains', nor exports: those are refused, never pretended", async () => {
    const name = "media";
    await expect(send().send(new CreateDatasetGroupCommand({ name, domain: "VIDEO_ON_DEMAND" }))).rejects.toMatchObject(
      { name: "InvalidInputException" },
    );
    const recipeArn = "arn:aws:personalize:::recipe/aws-ecomm-popular-items-by-views";
    const recommender = new CreateRecommenderCommand({ name, datasetGroupArn, recipeArn });
    await expect(send().send(recommender)).rejects.toMatchObject({ name: "UnknownOperationException" });
    const jobOutput = { s3DataDestination: { path: "s3://lake/out/" } };
    const given = { jobName: name, datasetArn: datasetArn("INTERACTIONS"), roleArn: role, jobOutput };
    await expect(send().send(new CreateDatasetExportJobCommand(given))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
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
