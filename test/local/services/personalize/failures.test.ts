import {
  CreateCampaignCommand,
  CreateDatasetCommand,
  CreateDatasetImportJobCommand,
  CreateSchemaCommand,
  CreateSolutionVersionCommand,
  DescribeDatasetImportJobCommand,
  DescribeSolutionVersionCommand,
  ListSolutionVersionsCommand,
  StopSolutionVersionCreationCommand,
} from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, datasetArn, groupArn, interactionsCsv, itemsCsv, role } from "./a-shop.ts";

describe("Personalize, when things are wrong", () => {
  let shop: Shop;
  const control = () => shop.clients().control;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
  });
  afterAll(() => shop.cloud.close());

  it("fails an import whose columns are missing, and names them", async () => {
    const job = await shop.import("no-columns", "ITEMS", "ITEM_ID,PRICE\ncat1,5\n");
    expect(job).toMatchObject({
      status: "CREATE FAILED",
      failureReason: "Input CSV is missing the following columns:[CATEGORY_L1, AVAILABLE].",
    });
  });

  it("fails an import of a value that is not of the schema's type, and says where", async () => {
    const job = await shop.import("bad-price", "ITEMS", "ITEM_ID,CATEGORY_L1,PRICE,AVAILABLE\ncat1,cat,cheap,yes\n");
    expect(job.failureReason).toBe("Column PRICE must be of type float (record 2).");
  });

  it("fails an import of identifiers that are too long", async () => {
    const job = await shop.import(
      "long-id",
      "ITEMS",
      `ITEM_ID,CATEGORY_L1,PRICE,AVAILABLE\n${"x".repeat(257)},,,yes\n`,
    );
    expect(job.failureReason).toMatch(/^Length cannot be more than 256 characters for ITEM_ID/);
  });

  it("fails an import of fewer than 1000 interactions", async () => {
    const job = await shop.import("too-few", "INTERACTIONS", interactionsCsv(33, 30));
    expect(job).toMatchObject({
      status: "CREATE FAILED",
      failureReason: "Input CSV has fewer than 1000 interactions: 990.",
    });
  });

  it("fails an import from a place where nothing is", async () => {
    const dataSource = { dataLocation: "s3://lake/nowhere/" };
    const wanted = { jobName: "nothing", datasetArn: datasetArn("ITEMS"), dataSource, roleArn: role };
    await control().send(new CreateDatasetImportJobCommand(wanted));
    await expect(control().send(new CreateDatasetImportJobCommand(wanted))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
  });

  it("refuses an incremental import before the first full one", async () => {
    const incremental = shop.import("early", "ITEMS", itemsCsv(), "INCREMENTAL");
    await expect(incremental).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("refuses to pass a role of another account", async () => {
    const dataSource = { dataLocation: "s3://lake/x/" };
    const roleArn = "arn:aws:iam::111111111111:role/other";
    const wanted = new CreateDatasetImportJobCommand({
      jobName: "x",
      datasetArn: datasetArn("ITEMS"),
      dataSource,
      roleArn,
    });
    await expect(control().send(wanted)).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("refuses schemas that cannot be: not JSON, names alike but for underscores, the wrong dataset", async () => {
    const field = { name: "ITEM_ID", type: "string" };
    const twice = { type: "record", name: "Items", fields: [field, { name: "ITEMID", type: "string" }] };
    for (const schema of ["{", JSON.stringify(twice)]) {
      const refused = control().send(new CreateSchemaCommand({ name: "bad", schema }));
      await expect(refused).rejects.toMatchObject({ name: "InvalidInputException" });
    }
    const wanted = {
      name: "users",
      datasetGroupArn: groupArn,
      datasetType: "Users",
      schemaArn: arnOf("schema", "Items"),
    };
    await expect(control().send(new CreateDatasetCommand(wanted))).rejects.toMatchObject({
      name: "InvalidInputException",
    });
  });

  it("fails a training on too few events of the wanted type, or too few returning visitors", async () => {
    const once = [
      "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE",
      ...Array.from({ length: 1000 }, (_, n) => `u${n},cat1,1700000000,View,`),
    ];
    await shop.import("once-each", "INTERACTIONS", once.join("\n"));
    await shop.solution("everything", "aws-popularity-count");
    expect(await shop.train("everything", "v1")).toMatchObject({
      status: "CREATE FAILED",
      failureReason: "Dataset has fewer than 25 users with at least 2 interactions each.",
    });
    await shop.import("plenty", "INTERACTIONS", interactionsCsv());
    await shop.solution("purchases", "aws-popularity-count", { eventType: "Purchase" });
    expect(await shop.train("purchases", "v1")).toMatchObject({
      status: "CREATE FAILED",
      failureReason: "Dataset has fewer than 1000 interactions after filtering by event type: Purchase",
    });
    const campaign = new CreateCampaignCommand({
      name: "early",
      solutionVersionArn: arnOf("solution", "purchases/v1"),
    });
    await expect(control().send(campaign)).rejects.toMatchObject({ name: "ResourceInUseException" });
  });

  it("refuses a second version of the same name", async () => {
    const again = new CreateSolutionVersionCommand({ name: "v1", solutionArn: arnOf("solution", "everything") });
    await expect(control().send(again)).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
  });

  it("trains on when the process was stopped in the middle", async () => {
    const solutionArn = arnOf("solution", "everything");
    const { solutionVersionArn } = await control().send(new CreateSolutionVersionCommand({ name: "v2", solutionArn }));
    const statusNow = async () =>
      (await control().send(new DescribeSolutionVersionCommand({ solutionVersionArn }))).solutionVersion?.status;
    expect(await statusNow()).toBe("CREATE PENDING");
    await shop.minutes(1);
    expect(await statusNow()).toBe("CREATE IN_PROGRESS");
    await shop.restart();
    await shop.minutes(15);
    expect(await shop.trained(solutionVersionArn)).toMatchObject({
      status: "ACTIVE",
      trainingMode: "FULL",
      trainingType: "MANUAL",
    });
  });

  it("imports after a stop that came before the import began", async () => {
    await shop.upload("t2/stopped/part-0.csv", itemsCsv());
    const dataSource = { dataLocation: "s3://lake/t2/stopped/part-0.csv" };
    const wanted = { jobName: "stopped", datasetArn: datasetArn("ITEMS"), dataSource, roleArn: role };
    const { datasetImportJobArn } = await control().send(new CreateDatasetImportJobCommand(wanted));
    await shop.restart();
    await shop.minutes(5);
    const job = await shop.settled(async () => {
      const found = await control().send(new DescribeDatasetImportJobCommand({ datasetImportJobArn }));
      return found.datasetImportJob ?? {};
    });
    expect(job).toMatchObject({ status: "ACTIVE", importMode: "FULL" });
  });

  it("stops a training for good", async () => {
    const solutionArn = arnOf("solution", "everything");
    const { solutionVersionArn } = await control().send(new CreateSolutionVersionCommand({ solutionArn }));
    expect(solutionVersionArn).toMatch(/:solution\/everything\/[0-9a-f]{8}$/);
    await shop.minutes(1);
    await control().send(new StopSolutionVersionCreationCommand({ solutionVersionArn }));
    expect((await shop.trained(solutionVersionArn)).status).toBe("CREATE STOPPING");
    await shop.minutes(15);
    expect((await shop.trained(solutionVersionArn)).status).toBe("CREATE STOPPED");
    expect(await shop.train("everything", "after-the-stop")).toMatchObject({ status: "ACTIVE" });
  });

  it("lists versions page by page", async () => {
    const ask = (nextToken?: string) =>
      control().send(
        new ListSolutionVersionsCommand({ solutionArn: arnOf("solution", "everything"), maxResults: 3, nextToken }),
      );
    const first = await ask();
    const second = await ask(first.nextToken);
    expect([first.solutionVersions?.length, second.solutionVersions?.length, second.nextToken]).toEqual([
      3,
      1,
      undefined,
    ]);
  });
});
