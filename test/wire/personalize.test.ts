import * as sdk from "@aws-sdk/client-personalize";
import * as events from "@aws-sdk/client-personalize-events";
import * as runtime from "@aws-sdk/client-personalize-runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { base, files, gone, schemas, settled, shopAt, type Shop } from "./personalize-shop.ts";
import { findTarget, itWith, patienceMs, until, type Target } from "./target.ts";

let target: Target;
let shop: Shop;
let control: sdk.PersonalizeClient;
let ask: runtime.PersonalizeRuntimeClient;
let tell: events.PersonalizeEventsClient;
beforeAll(async () => {
  target = await findTarget();
  control = new sdk.PersonalizeClient(target.config);
  shop = shopAt(target, control);
  ask = new runtime.PersonalizeRuntimeClient(target.config);
  tell = new events.PersonalizeEventsClient(target.config);
});
afterAll(async () => {
  for (const client of [control, ask, tell]) client.destroy();
  await target.close();
});

let trackingId: string | undefined;
let eventTrackerArn: string | undefined;

describe("Personalize, from schemas to recommendations and back", () => {
  itWith("MILLRACE_WIRE_ROLE", "has recipes", async () => {
    const { recipes = [] } = await control.send(new sdk.ListRecipesCommand({}));
    const recipeArn = "arn:aws:personalize:::recipe/aws-user-personalization-v2";
    expect(recipes.map((recipe) => recipe.recipeArn)).toContain(recipeArn);
    const { recipe } = await control.send(new sdk.DescribeRecipeCommand({ recipeArn }));
    expect(recipe).toMatchObject({ recipeType: "USER_PERSONALIZATION", status: "ACTIVE" });
  });

  itWith("MILLRACE_WIRE_ROLE", "makes a tagged group of datasets, each of a schema", async () => {
    const name = target.name("shop");
    const tags = [{ tagKey: "team", tagValue: "data" }];
    const { datasetGroupArn } = await control.send(new sdk.CreateDatasetGroupCommand({ name, tags }));
    expect(datasetGroupArn).toBe(shop.arn("dataset-group"));
    await settled(shop.groupNow);
    const { datasetGroups = [] } = await control.send(new sdk.ListDatasetGroupsCommand({}));
    expect(datasetGroups.map((group) => group.datasetGroupArn)).toContain(datasetGroupArn);
    const resourceArn = datasetGroupArn;
    await control.send(new sdk.TagResourceCommand({ resourceArn, tags: [{ tagKey: "kind", tagValue: "wire" }] }));
    await control.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ["team"] }));
    const tagged = await control.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
    expect(tagged.tags).toEqual([{ tagKey: "kind", tagValue: "wire" }]);

    for (const [type, fields] of Object.entries(schemas)) {
      const schema = JSON.stringify({ ...base, name: type, fields });
      const { schemaArn } = await control.send(new sdk.CreateSchemaCommand({ name: `${name}-${type}`, schema }));
      const kept = await control.send(new sdk.DescribeSchemaCommand({ schemaArn }));
      expect(kept.schema?.schema).toBe(schema);
      await control.send(
        new sdk.CreateDatasetCommand({ name: `${name}-${type}`, datasetGroupArn, datasetType: type, schemaArn }),
      );
    }
    for (const type of ["INTERACTIONS", "ITEMS", "USERS"]) await settled(() => shop.datasetNow(type));
    const listed = await control.send(new sdk.ListDatasetsCommand({ datasetGroupArn }));
    expect(listed.datasets?.map(({ datasetType }) => datasetType?.toUpperCase()).sort()).toEqual([
      "INTERACTIONS",
      "ITEMS",
      "USERS",
    ]);
    const { schemas: all = [] } = await control.send(new sdk.ListSchemasCommand({ maxResults: 100 }));
    expect(all.map((schema) => schema.name)).toContain(`${name}-Items`);
  });

  itWith("MILLRACE_WIRE_ROLE", "gives a dataset another schema", async () => {
    const fields = [...schemas.Users, { name: "LOCALE", type: ["null", "string"], categorical: true }];
    const schema = JSON.stringify({ ...base, name: "Users", fields });
    const name = `${target.name("shop")}-Users-2`;
    const { schemaArn } = await control.send(new sdk.CreateSchemaCommand({ name, schema }));
    await control.send(new sdk.UpdateDatasetCommand({ datasetArn: shop.datasetArn("USERS"), schemaArn }));
    await settled(async () => (await shop.datasetNow("USERS"))?.latestDatasetUpdate);
    expect((await shop.datasetNow("USERS"))?.schemaArn).toBe(schemaArn);
  });

  itWith("MILLRACE_WIRE_ROLE", "imports", async () => {
    for (const type of ["Interactions", "Items"] as const) {
      const header = schemas[type].map(({ name }) => name).join();
      const dataLocation = await shop.put(`${type}/part-0.csv`, [header, files[type]].join("\n"));
      const jobName = `${target.name("shop")}-${type}`;
      const wanted = {
        jobName,
        datasetArn: shop.datasetArn(type.toUpperCase()),
        dataSource: { dataLocation },
        roleArn: target.role,
      };
      const { datasetImportJobArn } = await control.send(new sdk.CreateDatasetImportJobCommand(wanted));
      await settled(
        async () =>
          (await control.send(new sdk.DescribeDatasetImportJobCommand({ datasetImportJobArn }))).datasetImportJob,
      );
      await expect(control.send(new sdk.CreateDatasetImportJobCommand(wanted))).rejects.toMatchObject({
        name: "ResourceAlreadyExistsException",
      });
    }
    const asked = { datasetArn: shop.datasetArn("ITEMS") };
    const { datasetImportJobs } = await control.send(new sdk.ListDatasetImportJobsCommand(asked));
    expect(datasetImportJobs?.map(({ status }) => status)).toEqual(["ACTIVE"]);
  });

  itWith("MILLRACE_WIRE_ROLE", "trains, measures, and stops", async () => {
    const datasetGroupArn = shop.arn("dataset-group");
    const create = (name: string, recipe: string) =>
      control.send(
        new sdk.CreateSolutionCommand({
          name: `${target.name("shop")}-${name}`,
          datasetGroupArn,
          recipeArn: `arn:aws:personalize:::recipe/${recipe}`,
          performAutoTraining: false,
        }),
      );
    await create("personal", "aws-user-personalization-v2");
    await create("ranking", "aws-personalized-ranking-v2");
    await create("affinity", "aws-item-affinity");
    for (const name of ["personal", "ranking", "affinity"]) {
      const { solutionArn } = await settled(() => shop.solutionNow(name));
      const made = await control.send(new sdk.CreateSolutionVersionCommand({ name: "v1", solutionArn }));
      await settled(() => shop.versionNow(made.solutionVersionArn));
    }
    const { solutions } = await control.send(new sdk.ListSolutionsCommand({ datasetGroupArn }));
    expect(solutions?.length).toBe(3);
    const solutionArn = shop.arn("solution", "-personal");
    const solutionVersionArn = `${solutionArn}/v1`;
    const { metrics = {} } = await control.send(new sdk.GetSolutionMetricsCommand({ solutionVersionArn }));
    expect(metrics["normalized_discounted_cumulative_gain_at_25"]).toBeGreaterThan(0);

    await control.send(new sdk.CreateSolutionVersionCommand({ name: "stopped", solutionArn }));
    const stopped = `${solutionArn}/stopped`;
    await control.send(new sdk.StopSolutionVersionCreationCommand({ solutionVersionArn: stopped }));
    expect((await settled(() => shop.versionNow(stopped))).status).toBe("CREATE STOPPED");
    const { solutionVersions = [] } = await control.send(new sdk.ListSolutionVersionsCommand({ solutionArn }));
    expect(solutionVersions.map(({ status }) => status ?? "").sort()).toEqual(["ACTIVE", "CREATE STOPPED"]);

    await control.send(new sdk.UpdateSolutionCommand({ solutionArn, performAutoTraining: false }));
    await settled(async () => (await shop.solutionNow("personal"))?.latestSolutionUpdate);
  });

  itWith("MILLRACE_WIRE_ROLE", "serves, and swaps what it serves", async () => {
    for (const name of ["personal", "ranking"]) {
      const solutionVersionArn = `${shop.arn("solution", `-${name}`)}/v1`;
      await control.send(
        new sdk.CreateCampaignCommand({
          name: `${target.name("shop")}-${name}`,
          solutionVersionArn,
          campaignConfig: { enableMetadataWithRecommendations: true },
        }),
      );
      await settled(() => shop.campaignNow(name));
    }
    const { campaigns } = await control.send(
      new sdk.ListCampaignsCommand({ solutionArn: shop.arn("solution", "-personal") }),
    );
    expect(campaigns?.map(({ campaignArn }) => campaignArn)).toEqual([shop.arn("campaign", "-personal")]);
    await control.send(
      new sdk.UpdateCampaignCommand({ campaignArn: shop.arn("campaign", "-personal"), minProvisionedTPS: 1 }),
    );
    await settled(async () => (await shop.campaignNow("personal"))?.latestCampaignUpdate);
  });

  itWith("MILLRACE_WIRE_ROLE", "recommends through a filter, and ranks", async () => {
    const wanted = { name: target.name("shop"), datasetGroupArn: shop.arn("dataset-group") };
    const filterExpression = 'INCLUDE ItemID WHERE Items.AISLE IN ("aisle 1")';
    await control.send(new sdk.CreateFilterCommand({ ...wanted, filterExpression }));
    await settled(shop.filterNow);
    const { Filters } = await control.send(new sdk.ListFiltersCommand({ datasetGroupArn: wanted.datasetGroupArn }));
    expect(Filters?.map(({ filterArn }) => filterArn)).toEqual([shop.arn("filter")]);
    const asked = { campaignArn: shop.arn("campaign", "-personal"), userId: "u1", filterArn: shop.arn("filter") };
    const metadataColumns = { ITEMS: ["AISLE"] };
    const { itemList = [], recommendationId } = await ask.send(
      new runtime.GetRecommendationsCommand({ ...asked, numResults: 5, metadataColumns }),
    );
    expect(itemList.map(({ metadata }) => metadata)).toEqual(Array.from({ length: 5 }, () => ({ aisle: "aisle 1" })));
    expect(recommendationId).toMatch(/./);

    const ranking = { campaignArn: shop.arn("campaign", "-ranking"), userId: "u1", inputList: ["i1", "i9", "i30"] };
    const { personalizedRanking = [] } = await ask.send(new runtime.GetPersonalizedRankingCommand(ranking));
    expect(personalizedRanking.map(({ itemId }) => itemId ?? "").sort()).toEqual(["i1", "i30", "i9"]);
  });

  itWith("MILLRACE_WIRE_ROLE", "hears what happens", async () => {
    const wanted = { name: target.name("shop"), datasetGroupArn: shop.arn("dataset-group") };
    ({ trackingId, eventTrackerArn } = await control.send(new sdk.CreateEventTrackerCommand(wanted)));
    await settled(
      async () => (await control.send(new sdk.DescribeEventTrackerCommand({ eventTrackerArn }))).eventTracker,
    );
    const asked = { datasetGroupArn: wanted.datasetGroupArn };
    const { eventTrackers } = await control.send(new sdk.ListEventTrackersCommand(asked));
    expect(eventTrackers?.map((tracker) => tracker.eventTrackerArn)).toEqual([eventTrackerArn]);
    await expect(control.send(new sdk.CreateEventTrackerCommand(wanted))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });

    await tell.send(
      new events.PutItemsCommand({
        datasetArn: shop.datasetArn("ITEMS"),
        items: [{ itemId: "new", properties: JSON.stringify({ aisle: "aisle 1" }) }],
      }),
    );
    await tell.send(
      new events.PutUsersCommand({
        datasetArn: shop.datasetArn("USERS"),
        users: [{ userId: "u1", properties: JSON.stringify({ device: "mobile" }) }],
      }),
    );
    const list = async () => {
      const campaignArn = shop.arn("campaign", "-personal");
      const { itemList = [] } = await ask.send(
        new runtime.GetRecommendationsCommand({ campaignArn, userId: "visitor", numResults: 10 }),
      );
      return itemList.map(({ itemId }) => itemId).join();
    };
    const before = await list();
    const eventList = ["i32", "i33", "i34"].map((itemId) => ({ eventType: "View", itemId, sentAt: new Date() }));
    await tell.send(new events.PutEventsCommand({ trackingId, userId: "visitor", sessionId: "s1", eventList }));
    await until(async () => (await list()) !== before);
  });

  itWith("MILLRACE_WIRE_ROLE", "answers in batch", async () => {
    const path = await shop.put("in/users.json", '{"userId":"u1"}\n{"userId":"u2"}\n');
    const folder = path.replace(/in\/users\.json$/, "out/");
    const wanted = {
      jobName: target.name("shop"),
      solutionVersionArn: `${shop.arn("solution", "-personal")}/v1`,
      roleArn: target.role,
      jobInput: { s3DataSource: { path } },
      jobOutput: { s3DataDestination: { path: folder } },
    };
    const { batchInferenceJobArn } = await control.send(new sdk.CreateBatchInferenceJobCommand(wanted));
    await settled(
      async () =>
        (await control.send(new sdk.DescribeBatchInferenceJobCommand({ batchInferenceJobArn }))).batchInferenceJob,
    );
    const { solutionVersionArn } = wanted;
    const { batchInferenceJobs } = await control.send(new sdk.ListBatchInferenceJobsCommand({ solutionVersionArn }));
    expect(batchInferenceJobs?.map((job) => job.batchInferenceJobArn)).toEqual([batchInferenceJobArn]);
  });

  itWith("MILLRACE_WIRE_ROLE", "finds users for items, in batch", async () => {
    const path = await shop.put("in/items.json", '{"itemId":"i1"}\n');
    const solutionVersionArn = `${shop.arn("solution", "-affinity")}/v1`;
    const { batchSegmentJobArn } = await control.send(
      new sdk.CreateBatchSegmentJobCommand({
        jobName: target.name("shop"),
        solutionVersionArn,
        roleArn: target.role,
        numResults: 5,
        jobInput: { s3DataSource: { path } },
        jobOutput: { s3DataDestination: { path: path.replace(/in\/items\.json$/, "segments/") } },
      }),
    );
    await settled(
      async () => (await control.send(new sdk.DescribeBatchSegmentJobCommand({ batchSegmentJobArn }))).batchSegmentJob,
    );
    const { batchSegmentJobs } = await control.send(new sdk.ListBatchSegmentJobsCommand({ solutionVersionArn }));
    expect(batchSegmentJobs?.map((job) => job.batchSegmentJobArn)).toEqual([batchSegmentJobArn]);
  });

  itWith("MILLRACE_WIRE_ROLE", "forgets a person", async () => {
    const dataLocation = await shop.put("erase/users.csv", "USER_ID\nu7\n");
    const datasetGroupArn = shop.arn("dataset-group");
    const wanted = {
      jobName: target.name("shop"),
      datasetGroupArn,
      dataSource: { dataLocation },
      roleArn: target.role,
    };
    const { dataDeletionJobArn } = await control.send(new sdk.CreateDataDeletionJobCommand(wanted));
    const ended = await settled(
      async () => (await control.send(new sdk.DescribeDataDeletionJobCommand({ dataDeletionJobArn }))).dataDeletionJob,
    );
    expect(ended.status).toBe("COMPLETED");
    const { dataDeletionJobs } = await control.send(new sdk.ListDataDeletionJobsCommand({ datasetGroupArn }));
    expect(dataDeletionJobs?.map((job) => job.dataDeletionJobArn)).toEqual([dataDeletionJobArn]);
  });

  itWith("MILLRACE_WIRE_ROLE", "is taken apart in order, and in no other", async () => {
    const datasetGroupArn = shop.arn("dataset-group");
    await expect(control.send(new sdk.DeleteDatasetGroupCommand({ datasetGroupArn }))).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await control.send(new sdk.DeleteFilterCommand({ filterArn: shop.arn("filter") }));
    await control.send(new sdk.DeleteEventTrackerCommand({ eventTrackerArn }));
    await control.send(new sdk.DeleteSolutionCommand({ solutionArn: shop.arn("solution", "-affinity") }));
    await gone(() => shop.solutionNow("affinity"));
    for (const name of ["personal", "ranking"]) {
      const solutionArn = shop.arn("solution", `-${name}`);
      await expect(control.send(new sdk.DeleteSolutionCommand({ solutionArn }))).rejects.toMatchObject({
        name: "ResourceInUseException",
      });
      await control.send(new sdk.DeleteCampaignCommand({ campaignArn: shop.arn("campaign", `-${name}`) }));
      await gone(() => shop.campaignNow(name));
      await control.send(new sdk.DeleteSolutionCommand({ solutionArn }));
      await gone(() => shop.solutionNow(name));
    }
    await gone(shop.filterNow);
    await gone(() => control.send(new sdk.DescribeEventTrackerCommand({ eventTrackerArn })));
    for (const type of ["INTERACTIONS", "ITEMS", "USERS"]) {
      await control.send(new sdk.DeleteDatasetCommand({ datasetArn: shop.datasetArn(type) }));
      await gone(() => shop.datasetNow(type));
    }
    for (const type of ["Interactions", "Items", "Users", "Users-2"])
      await control.send(new sdk.DeleteSchemaCommand({ schemaArn: `${shop.arn("schema")}-${type}` }));
    await control.send(new sdk.DeleteDatasetGroupCommand({ datasetGroupArn }));
    await gone(shop.groupNow);
  });
});

it(
  "has an account that stays as it was",
  async () => {
    const { solutions = [] } = await control.send(new sdk.ListSolutionsCommand({}));
    expect(solutions.filter(({ name }) => name?.startsWith(target.name("")))).toEqual([]);
  },
  patienceMs,
);
