import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBatchInferenceJobCommand,
  CreateFilterCommand,
  DescribeBatchInferenceJobCommand,
} from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseFault } from "../../../../local/faults/fault.ts";
import { batches } from "./a-batch.ts";
import { type Shop, aShop, arnOf, groupArn, interactionsCsv, itemsCsv, role } from "./a-shop.ts";

describe("Personalize batch inference, when things are wrong", () => {
  let shop: Shop;
  let batch: ReturnType<typeof batches>;
  const control = () => shop.clients().control;
  const versions = { personal: arnOf("solution", "personal/v1") };

  beforeAll(async () => {
    shop = await aShop();
    batch = batches(shop);
    await shop.datasets();
    await shop.import("interactions-1", "INTERACTIONS", interactionsCsv());
    for (const [name, recipe] of [
      ["personal", "aws-user-personalization-v2"],
      ["trending", "aws-trending-now"],
    ] as const) {
      await shop.solution(name, recipe);
      await shop.train(name, "v1");
    }
    await shop.import("items-1", "ITEMS", itemsCsv());
    await batch.answered("users", versions.personal, [{ userId: "u1" }]);
  });
  afterAll(() => shop.cloud.close());

  it.each([
    ["where nothing is", "s3://lake/nowhere/", "s3://lake/out/", "Invalid Data location."],
    ["of empty lines", "s3://lake/in/empty.json", "s3://lake/out/", "Input file has no records."],
    [
      "into a bucket that is not there",
      "s3://lake/in/users.json",
      "s3://no-such-bucket/out/",
      "Insufficient privileges for accessing data in Amazon S3.",
    ],
  ])("fails a job %s", async (title, from, to, failureReason) => {
    await shop.upload("in/empty.json", "\n\n");
    const made = await control().send(
      batch.request(`failing-${title.replaceAll(" ", "-")}`, versions.personal, {
        jobInput: { s3DataSource: { path: from } },
        jobOutput: { s3DataDestination: { path: to } },
      }),
    );
    expect(await batch.settled(made.batchInferenceJobArn)).toMatchObject({ status: "CREATE FAILED", failureReason });
  });

  it("says what to do about a model that cannot be read, as one of an older program", async () => {
    const folder = join(shop.cloud.platform().directory, "personalize", "models");
    await shop.upload("in/unreadable.json", '{"userId":"u1"}');
    const files = readdirSync(folder).map((name) => join(folder, name));
    const whole = files.map((file) => readFileSync(file));
    for (const file of files) writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from("x")]));

    const { batchInferenceJobArn } = await control().send(batch.request("unreadable", versions.personal));
    expect(await batch.settled(batchInferenceJobArn)).toMatchObject({
      status: "CREATE FAILED",
      failureReason: expect.stringContaining("train a new solution version"),
    });
    files.forEach((file, at) => writeFileSync(file, whole[at] ?? ""));
  });

  it("fails when a fault says so", async () => {
    shop.cloud.platform().faults.add(parseFault("personalize.inference:fail=No capacity."));
    await shop.upload("in/struck.json", '{"userId":"u1"}');
    const { batchInferenceJobArn } = await control().send(batch.request("struck", versions.personal));
    expect(await batch.settled(batchInferenceJobArn)).toMatchObject({
      status: "CREATE FAILED",
      failureReason: "No capacity.",
    });
    shop.cloud.platform().faults.clear();
  });

  it.each([
    ["another account's role", { roleArn: "arn:aws:iam::111111111111:role/x" }, "AccessDeniedException"],
    ["a recipe without batch", { solutionVersionArn: arnOf("solution", "trending/v1") }, "InvalidInputException"],
    ["a version that is not there", { solutionVersionArn: arnOf("solution", "none/v1") }, "ResourceNotFoundException"],
    ["a filter that is not there", { filterArn: arnOf("filter", "none") }, "ResourceNotFoundException"],
    ["output upon input", { jobOutput: { s3DataDestination: { path: "s3://lake/in/bad.json" } } }, "InvalidInput"],
    ["a path that is none", { jobInput: { s3DataSource: { path: "lake/in" } } }, "InvalidInputException"],
    ["themes", { batchInferenceJobMode: "THEME_GENERATION" as const }, "InvalidInputException"],
    ["too many results", { numResults: 501 }, "InvalidInputException"],
    ["a name taken", { jobName: "users" }, "ResourceAlreadyExistsException"],
  ])("refuses %s", async (_, more, name) => {
    await expect(control().send(batch.request("bad", versions.personal, more))).rejects.toMatchObject({
      name: expect.stringContaining(name),
    });
  });

  it("refuses a job without its place, in AWS's words", async () => {
    const incomplete = new CreateBatchInferenceJobCommand({ jobName: "x", roleArn: role } as never);
    await expect(control().send(incomplete)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Value null at 'solutionVersionArn'"),
    });
    const absent = new DescribeBatchInferenceJobCommand({ batchInferenceJobArn: arnOf("batch-inference-job", "none") });
    await expect(control().send(absent)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("refuses a sixth job under way, and a filter that is not ACTIVE yet", async () => {
    await control().send(
      new CreateFilterCommand({
        name: "young",
        datasetGroupArn: groupArn,
        filterExpression: 'INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes")',
      }),
    );
    const young = batch.request("young", versions.personal, { filterArn: arnOf("filter", "young") });
    await expect(control().send(young)).rejects.toMatchObject({ name: "ResourceInUseException" });
    for (let n = 0; n < 5; n++) await control().send(batch.request(`crowd-${n}`, versions.personal));
    await expect(control().send(batch.request("crowd-5", versions.personal))).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "More than 5 resources with PENDING or IN_PROGRESS status.",
    });
  });
});
