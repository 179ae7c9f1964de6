import {
  CreateDataDeletionJobCommand,
  CreateDatasetCommand,
  CreateSchemaCommand,
  DescribeDataDeletionJobCommand,
  ListDataDeletionJobsCommand,
} from "@aws-sdk/client-personalize";
import { PutEventsCommand, PutUsersCommand } from "@aws-sdk/client-personalize-events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseFault } from "../../../../local/faults/fault.ts";
import { type Shop, aShop, arnOf, datasetArn, groupArn, interactionsCsv, itemsCsv, role } from "./a-shop.ts";

const usersSchema = JSON.stringify({
  type: "record",
  name: "Users",
  namespace: "com.amazonaws.personalize.schema",
  fields: [
    { name: "USER_ID", type: "string" },
    { name: "DEVICE", type: ["null", "string"], categorical: true },
  ],
  version: "1.0",
});

describe("Personalize data deletion", () => {
  let shop: Shop;
  const control = () => shop.clients().control;

  const job = (jobName: string, dataLocation = `s3://lake/t2/erasures/${jobName}.csv`) =>
    new CreateDataDeletionJobCommand({
      jobName,
      datasetGroupArn: groupArn,
      dataSource: { dataLocation },
      roleArn: role,
    });

  const described = async (dataDeletionJobArn: string | undefined) => {
    const found = await control().send(new DescribeDataDeletionJobCommand({ dataDeletionJobArn }));
    return found.dataDeletionJob ?? {};
  };

  const settled = async (dataDeletionJobArn: string | undefined) => {
    await shop.minutes(60);
    for (;;) {
      const found = await described(dataDeletionJobArn);
      if (found.status === "COMPLETED" || found.status === "FAILED") return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  const deleted = async (jobName: string, csv: string) => {
    await shop.upload(`t2/erasures/${jobName}.csv`, csv);
    return settled((await control().send(job(jobName))).dataDeletionJobArn);
  };

  const listOf = async (userId: string) =>
    (await shop.recommended("personal", { userId, numResults: 10 })).map(({ itemId }) => itemId);

  /** Names of the instance's files that have a text in them, the database among them. */
  const filesWith = (text: string): string[] =>
    readdirSync(shop.cloud.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).includes(text));

  const whoPassedOver = () =>
    shop.cloud
      .platform()
      .state.database.prepare("select distinct visitor from personalize_passed order by visitor")
      .all()
      .map((row) => row["visitor"]);

  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    const { schemaArn } = await control().send(new CreateSchemaCommand({ name: "users", schema: usersSchema }));
    const users = { name: "users", datasetGroupArn: groupArn, datasetType: "Users", schemaArn };
    await control().send(new CreateDatasetCommand(users));
    await shop.minutes(1);
    const marked = interactionsCsv().replaceAll("u1,", "somebody-to-forget,").replaceAll("u3,", "somebody-to-keep,");
    await shop.import("interactions-1", "INTERACTIONS", marked);
    await shop.import("items-1", "ITEMS", itemsCsv());
    await shop.import("users-1", "USERS", "USER_ID,DEVICE\nsomebody-to-forget,phone\nsomebody-to-keep,phone\n");
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
    const trackingId = await shop.tracker();
    const sentAt = new Date(shop.cloud.clock.now());
    const event = (itemId: string) => ({ eventType: "View", itemId, sentAt, impression: [itemId, "cat2", "cat7"] });
    const { events } = shop.clients();
    await events.send(new PutEventsCommand({ trackingId, sessionId: "their-session", eventList: [event("cat1")] }));
    for (const userId of ["somebody-to-forget", "somebody-to-keep"])
      await events.send(
        new PutEventsCommand({
          trackingId,
          sessionId: userId === "somebody-to-forget" ? "their-session" : "another",
          userId,
          eventList: [event("cat3"), event("cat5")],
        }),
      );
    const given = [{ userId: "somebody-to-forget", properties: '{"device":"tablet"}' }];
    await events.send(new PutUsersCommand({ datasetArn: datasetArn("USERS"), users: given }));
  }, 120_000);
  afterAll(() => shop.cloud.close());

  it("takes a user out of datasets, streams and models, and leaves the others as they were", async () => {
    const [stranger, before, kept] = [
      await listOf("nobody-ever-seen"),
      await listOf("somebody-to-forget"),
      await listOf("somebody-to-keep"),
    ];
    expect(before).not.toEqual(stranger);
    expect(whoPassedOver()).toEqual(["somebody-to-forget", "somebody-to-keep", "their-session"]);
    await shop.upload("t2/erasures/first.csv", "USER_ID\nsomebody-to-forget\nnobody-ever-seen\n");
    const { dataDeletionJobArn } = await control().send(job("first"));
    expect(await described(dataDeletionJobArn)).toMatchObject({ status: "PENDING", jobName: "first" });
    await shop.minutes(1);
    expect((await described(dataDeletionJobArn)).status).toBe("IN_PROGRESS");
    expect(await settled(dataDeletionJobArn)).toMatchObject({
      dataDeletionJobArn: arnOf("data-deletion-job", "first"),
      datasetGroupArn: groupArn,
      dataSource: { dataLocation: "s3://lake/t2/erasures/first.csv" },
      roleArn: role,
      status: "COMPLETED",
      numDeleted: 30 + 1 + 3 + 1,
      creationDateTime: expect.any(Date),
    });
    expect(await listOf("somebody-to-forget")).toEqual(await listOf("nobody-ever-seen"));
    expect(await listOf("somebody-to-keep")).toEqual(kept);
    expect(whoPassedOver()).toEqual(["somebody-to-keep"]);
    const left = filesWith("somebody-to-forget").map((path) => path.slice(shop.cloud.directory.length));
    expect(left.filter((path) => path.includes("personalize/"))).toEqual([]);
  });

  it("trains without them from then on, after a restart too", async () => {
    await shop.restart();
    const version = await shop.train("personal", "v2");
    expect(version).toMatchObject({ status: "ACTIVE" });
    const model = readdirSync(join(shop.cloud.directory, "personalize/models")).find((name) => name.includes(".v2."));
    const bytes = readFileSync(join(shop.cloud.directory, "personalize/models", model ?? ""));
    expect(bytes.includes("somebody-to-keep")).toBe(true);
    expect(bytes.includes("somebody-to-forget")).toBe(false);
  });

  it("lists its jobs, the newest first", async () => {
    await deleted("second", "USER_ID\nnobody\n");
    const list = async (nextToken?: string) =>
      control().send(new ListDataDeletionJobsCommand({ datasetGroupArn: groupArn, maxResults: 1, nextToken }));
    const page = await list();
    expect(page.dataDeletionJobs?.map(({ jobName, status }) => [jobName, status])).toEqual([["second", "COMPLETED"]]);
    expect((await list(page.nextToken)).dataDeletionJobs?.[0]?.jobName).toBe("first");
    await expect(list("nonsense")).rejects.toMatchObject({ name: "InvalidNextTokenException" });
  });

  it("goes on after a restart in the middle", async () => {
    await shop.upload("t2/erasures/killed.csv", "USER_ID\nu0\n");
    const { dataDeletionJobArn } = await control().send(job("killed"));
    await shop.restart();
    expect(await settled(dataDeletionJobArn)).toMatchObject({ status: "COMPLETED", numDeleted: 30 });
  });

  it.each([
    ["of another column", "ID\nu2\n", "Input CSV is missing the following columns:[USER_ID]."],
    ["that is empty", "\n", "Input CSV has no header."],
    [
      "of ids that are too long",
      `USER_ID\n${"x".repeat(257)}\n`,
      "Length cannot be more than 256 characters for USER_ID",
    ],
  ])("fails with a list %s", async (title, csv, reason) => {
    const found = await deleted(`bad-${title.length}`, csv);
    expect(found).toMatchObject({ status: "FAILED", failureReason: expect.stringContaining(reason) });
    expect(found.numDeleted).toBeUndefined();
  });

  it("fails where nothing is, and when a fault says so", async () => {
    const nowhere = await control().send(job("nowhere", "s3://lake/nowhere/"));
    expect(await settled(nowhere.dataDeletionJobArn)).toMatchObject({
      status: "FAILED",
      failureReason: "Invalid Data location.",
    });
    shop.cloud.platform().faults.add(parseFault("personalize.deletion:fail=Internal trouble."));
    expect(await deleted("struck", "USER_ID\nu2\n")).toMatchObject({
      status: "FAILED",
      failureReason: "Internal trouble.",
    });
    shop.cloud.platform().faults.clear();
  });

  it.each([
    ["another account's role", { roleArn: "arn:aws:iam::111111111111:role/x" }, "AccessDeniedException"],
    ["a group that is not there", { datasetGroupArn: arnOf("dataset-group", "none") }, "ResourceNotFoundException"],
    ["a path that is none", { dataSource: { dataLocation: "lake" } }, "InvalidInputException"],
    ["a name taken", { jobName: "first" }, "ResourceAlreadyExistsException"],
    ["a name that is none", { jobName: "-" }, "ValidationException"],
  ])("refuses %s", async (_, more, name) => {
    const wanted = new CreateDataDeletionJobCommand({ ...job("bad").input, ...more });
    await expect(control().send(wanted)).rejects.toMatchObject({ name });
  });

  it("refuses a sixth pending job of a group", async () => {
    for (let n = 0; n < 5; n++) await control().send(job(`crowd-${n}`));
    await expect(control().send(job("crowd-5"))).rejects.toMatchObject({ name: "LimitExceededException" });
    const absent = new DescribeDataDeletionJobCommand({ dataDeletionJobArn: arnOf("data-deletion-job", "none") });
    await expect(control().send(absent)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});
