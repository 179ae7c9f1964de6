import {
  CreateBatchInferenceJobCommand,
  CreateBatchSegmentJobCommand,
  type CreateBatchSegmentJobCommandInput,
  CreateCampaignCommand,
  DescribeBatchSegmentJobCommand,
  ListBatchSegmentJobsCommand,
} from "@aws-sdk/client-personalize";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseFault } from "../../../../local/faults/fault.ts";
import { type Shop, aShop, arnOf, interactionsCsv, itemsCsv, role } from "./a-shop.ts";

interface OutputLine {
  input: unknown;
  output: { recommendedUsers: string[] } | null;
  error: string | null;
}

describe("Personalize batch segments", () => {
  let shop: Shop;
  const version = arnOf("solution", "affinity/v1");
  const control = () => shop.clients().control;

  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions-1", "INTERACTIONS", interactionsCsv());
    await shop.import("items-1", "ITEMS", itemsCsv());
    await shop.solution("affinity", "aws-item-affinity");
    await shop.train("affinity", "v1");
    await shop.solution("popular", "aws-popularity-count");
    await shop.train("popular", "v1");
  });
  afterAll(() => shop.cloud.close());

  const request = (jobName: string, more: Partial<CreateBatchSegmentJobCommandInput> = {}) =>
    new CreateBatchSegmentJobCommand({
      jobName,
      solutionVersionArn: version,
      jobInput: { s3DataSource: { path: `s3://lake/in/${jobName}.json` } },
      jobOutput: { s3DataDestination: { path: `s3://lake/out/${jobName}/` } },
      roleArn: role,
      ...more,
    });

  const settled = async (batchSegmentJobArn: string | undefined) => {
    await shop.minutes(30);
    return shop.settled(async () => {
      const found = await control().send(new DescribeBatchSegmentJobCommand({ batchSegmentJobArn }));
      return found.batchSegmentJob ?? {};
    });
  };

  const answered = async (
    jobName: string,
    lines: readonly object[],
    more: Partial<CreateBatchSegmentJobCommandInput> = {},
  ) => {
    await shop.upload(`in/${jobName}.json`, lines.map((line) => JSON.stringify(line)).join("\n"));
    const { batchSegmentJobArn } = await control().send(request(jobName, more));
    expect(await settled(batchSegmentJobArn)).toMatchObject({ status: "ACTIVE" });
    const Key = `out/${jobName}/${jobName}.json.out`;
    const found = await shop.clients().s3.send(new GetObjectCommand({ Bucket: "lake", Key }));
    const text = (await found.Body?.transformToString()) ?? "";
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as OutputLine);
  };
  const isOfCats = (user: string) => Number(user.slice(1)) % 2 === 0;

  it("finds the users most inclined to an item: of cats for cats, of dogs for dogs", async () => {
    const [cats, dogs] = await answered("inclined", [{ itemId: "cat1" }, { itemId: "dog1" }], { numResults: 15 });
    expect(cats?.output?.recommendedUsers).toHaveLength(15);
    expect(new Set(cats?.output?.recommendedUsers).size).toBe(15);
    expect(cats?.output?.recommendedUsers.every(isOfCats)).toBe(true);
    expect(dogs?.output?.recommendedUsers.some(isOfCats)).toBe(false);
    expect(dogs).toMatchObject({ input: { itemId: "dog1" }, error: null });
  });

  it("asks of every item by itself: the others of the file change nothing", async () => {
    const [alone] = await answered("alone", [{ itemId: "cat3" }]);
    const [, among] = await answered("among", [{ itemId: "dog9" }, { itemId: "cat3" }]);
    expect(alone?.output).toEqual(among?.output);
    expect(alone?.output?.recommendedUsers).toHaveLength(25);
  });

  it("filters users with the values of each line, and fills the segment from those who are left", async () => {
    await shop.filter("buyers", "INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ($TYPE)");
    const filterArn = arnOf("filter", "buyers");
    const lines = await answered(
      "filtered",
      [
        { itemId: "cat1", filterValues: { TYPE: '"purchase"' } },
        { itemId: "cat1", filterValues: { TYPE: '"refund"' } },
        { itemId: "cat1" },
      ],
      { filterArn, numResults: 40 },
    );
    expect(lines.map(({ output }) => output?.recommendedUsers.length)).toEqual([40, 0, undefined]);
    expect(lines[2]?.error).toContain("TYPE");
  });

  it("reports lines that cannot be answered in their place", async () => {
    const lines = await answered("faulty", [{ itemId: "never-seen" }, { userId: "u1" }, { itemId: "cat1" }]);
    expect(lines.map(({ output, error }) => [output !== null, error])).toEqual([
      [false, "Item never-seen was not in the data that the solution version was trained on."],
      [false, "Missing required field: itemId."],
      [true, null],
    ]);
  });

  it("is described and listed, and goes on after a restart", async () => {
    await shop.upload("in/killed.json", '{"itemId":"cat1"}');
    const { batchSegmentJobArn } = await control().send(request("killed", { numResults: 5 }));
    expect(batchSegmentJobArn).toBe(arnOf("batch-segment-job", "killed"));
    await shop.restart();
    expect(await settled(batchSegmentJobArn)).toMatchObject({
      jobName: "killed",
      status: "ACTIVE",
      solutionVersionArn: version,
      numResults: 5,
      jobInput: { s3DataSource: { path: "s3://lake/in/killed.json" } },
      jobOutput: { s3DataDestination: { path: "s3://lake/out/killed/" } },
      roleArn: role,
    });
    const { batchSegmentJobs = [] } = await control().send(
      new ListBatchSegmentJobsCommand({ solutionVersionArn: version }),
    );
    expect(batchSegmentJobs.map(({ jobName }) => jobName)).toContain("killed");
  });

  it("fails for too many queries, where nothing is, and when a fault says so", async () => {
    await shop.upload("in/many.json", '{"itemId":"cat1"}\n'.repeat(501));
    const many = await control().send(request("many"));
    const nothing = await control().send(request("nothing"));
    expect(await settled(many.batchSegmentJobArn)).toMatchObject({
      status: "CREATE FAILED",
      failureReason: "The input has more than 500 queries.",
    });
    expect(await settled(nothing.batchSegmentJobArn)).toMatchObject({ failureReason: "Invalid Data location." });
    shop.cloud.platform().faults.add(parseFault("personalize.segment:fail=No capacity."));
    await shop.upload("in/struck.json", '{"itemId":"cat1"}\n');
    const struck = await control().send(request("struck"));
    expect(await settled(struck.batchSegmentJobArn)).toMatchObject({ failureReason: "No capacity." });
    shop.cloud.platform().faults.clear();
  });

  it.each([
    ["a recipe without segments", { solutionVersionArn: arnOf("solution", "popular/v1") }, "InvalidInputException"],
    ["a version that is not there", { solutionVersionArn: arnOf("solution", "none/v1") }, "ResourceNotFoundException"],
    ["another account's role", { roleArn: "arn:aws:iam::111111111111:role/x" }, "AccessDeniedException"],
    ["a name taken", { jobName: "alone" }, "ResourceAlreadyExistsException"],
    ["more users than a segment has", { numResults: 5_000_001 }, "InvalidInputException"],
  ])("refuses %s", async (_, more, name) => {
    await expect(control().send(request("bad", more))).rejects.toMatchObject({ name });
  });

  it("serves neither campaigns nor batch inference", async () => {
    const campaign = new CreateCampaignCommand({ name: "no", solutionVersionArn: version });
    await expect(control().send(campaign)).rejects.toMatchObject({ name: "InvalidInputException" });
    const inference = new CreateBatchInferenceJobCommand(request("no").input);
    await expect(control().send(inference)).rejects.toMatchObject({ name: "InvalidInputException" });
    const absent = new DescribeBatchSegmentJobCommand({ batchSegmentJobArn: arnOf("batch-segment-job", "none") });
    await expect(control().send(absent)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});
