import {
  CreateDatasetCommand,
  CreateDatasetGroupCommand,
  CreateDatasetImportJobCommand,
  CreateSchemaCommand,
  DescribeDatasetImportJobCommand,
  PersonalizeClient,
} from "@aws-sdk/client-personalize";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { iamCloud, roleArn, type IamCloud } from "./iam-cloud.ts";

let cloud: IamCloud;
const refusalOf = (work: Promise<unknown>): Promise<{ name: string; message: string }> =>
  work.then(
    () => ({ name: "nothing", message: "it was allowed" }),
    ({ name, message }: Error) => ({ name, message }),
  );
const other = "arn:aws:iam::111111111111:role/other";
const hour = 3_600_000;

const schema = JSON.stringify({
  type: "record",
  name: "Interactions",
  namespace: "com.amazonaws.personalize.schema",
  fields: [
    { name: "USER_ID", type: "string" },
    { name: "ITEM_ID", type: "string" },
    { name: "TIMESTAMP", type: "long" },
  ],
  version: "1.0",
});
const rows = Array.from({ length: 2_000 }, (_, index) => `u${index % 50},i${index % 40},${1_700_000_000 + index}`);

beforeAll(async () => {
  cloud = await iamCloud();
  const s3 = new S3Client(cloud.config());
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  const Body = ["USER_ID,ITEM_ID,TIMESTAMP", ...rows].join("\n");
  for (const Key of ["t2/run/interactions.csv", "secret/interactions.csv", "shared/x"])
    await s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body }));
});
afterAll(() => cloud.close());

describe("an import of Personalize", () => {
  let datasetArn: string | undefined;
  const start = (jobName: string, role: string, path = "t2/run/interactions.csv", as = "Importer") =>
    new PersonalizeClient(cloud.as(as)).send(
      new CreateDatasetImportJobCommand({
        jobName,
        datasetArn,
        roleArn: role,
        dataSource: { dataLocation: `s3://lake/${path}` },
      }),
    );
  const outcome = async (name: string, role: string, path?: string) => {
    const { datasetImportJobArn } = await start(name, role, path);
    const personalize = new PersonalizeClient(cloud.as("Importer"));
    for (let look = 0; look < 100; look++) {
      await cloud.clock.advance(hour);
      const { datasetImportJob: job } = await personalize.send(
        new DescribeDatasetImportJobCommand({ datasetImportJobArn }),
      );
      if (job?.status === "ACTIVE" || job?.status === "CREATE FAILED") return [job.status, job.failureReason];
      await new Promise((resolve) => setTimeout(resolve, 50)); // the worker thread obeys no clock
    }
    return ["still under way"];
  };

  beforeAll(async () => {
    const personalize = new PersonalizeClient(cloud.as("Importer"));
    const { datasetGroupArn } = await personalize.send(new CreateDatasetGroupCommand({ name: "shop" }));
    const { schemaArn } = await personalize.send(new CreateSchemaCommand({ name: "interactions", schema }));
    await cloud.clock.advance(hour);
    ({ datasetArn } = await personalize.send(
      new CreateDatasetCommand({ name: "interactions", datasetType: "Interactions", datasetGroupArn, schemaArn }),
    ));
    await cloud.clock.advance(hour);
  });

  it("reads what its role and the bucket's policy both show", async () => {
    expect(await outcome("good", roleArn("Personal"))).toEqual(["ACTIVE", undefined]);
  });

  it("fails where the role shows nothing, or the bucket's policy does not", async () => {
    const insufficient = ["CREATE FAILED", "Insufficient privileges for accessing data in Amazon S3."];
    expect(await outcome("blind", roleArn("Blind"))).toEqual(insufficient);
    expect(await outcome("secret", roleArn("Personal"), "secret/interactions.csv")).toEqual(insufficient);
  });

  it("is refused a role that the caller may not pass, or that is another account's", async () => {
    expect(await refusalOf(start("reader", roleArn("Reader")))).toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`is not authorized to perform: iam:PassRole on resource: ${roleArn("Reader")}`),
    });
    const root = new PersonalizeClient(cloud.config());
    const abroad = { jobName: "abroad", datasetArn, roleArn: other, dataSource: { dataLocation: "s3://lake/t2/" } };
    expect(await refusalOf(root.send(new CreateDatasetImportJobCommand(abroad)))).toEqual({
      name: "AccessDeniedException",
      message: "Cross-account pass role is not allowed.",
    });
  });
});

describe("assuming a role", () => {
  const assume = (config: ReturnType<IamCloud["config"]>, RoleArn: string) =>
    new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "visit", DurationSeconds: 900 }));
  const session = async (RoleArn: string, by = "Importer") => {
    const { Credentials } = await assume(cloud.as(by), RoleArn);
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  };

  it("makes one a guest in the other account", async () => {
    const credentials = await session(other);
    const who = await new STSClient({ ...cloud.config(), credentials }).send(new GetCallerIdentityCommand({}));
    expect(who).toMatchObject({
      Account: "111111111111",
      Arn: "arn:aws:sts::111111111111:assumed-role/other/visit",
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{16}:visit$/),
    });
  });

  it("shows a guest of a bucket only what the bucket's policy shows that account", async () => {
    const credentials = await session(other);
    const s3 = new S3Client({ ...cloud.config(), credentials });
    const read = (Key: string) => refusalOf(s3.send(new GetObjectCommand({ Bucket: "lake", Key })));
    expect([await read("shared/x"), await read("t2/run/interactions.csv")]).toMatchObject([
      { name: "nothing" },
      {
        name: "AccessDenied",
        message: expect.stringContaining("no resource-based policy allows the s3:GetObject action"),
      },
    ]);
  });

  it("is refused without the permission, and by a role that does not trust the caller", async () => {
    expect(await refusalOf(assume(cloud.as("Reader"), other))).toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("is not authorized to perform: sts:AssumeRole on resource: " + other),
    });
    expect(await refusalOf(assume(cloud.config(), roleArn("Nobody")))).toMatchObject({ name: "AccessDenied" });
  });

  it("is over after its time, also across a restart", async () => {
    const credentials = await session(other);
    await cloud.restart();
    const ask = () =>
      refusalOf(new STSClient({ ...cloud.config(), credentials }).send(new GetCallerIdentityCommand({})));
    expect(await ask()).toMatchObject({ name: "nothing" });
    await cloud.clock.advance(901_000);
    expect([
      await ask(),
      await refusalOf(
        new S3Client({ ...cloud.config(), credentials }).send(
          new GetObjectCommand({ Bucket: "lake", Key: "shared/x" }),
        ),
      ),
    ]).toMatchObject([{ name: "ExpiredToken" }, { name: "ExpiredToken" }]);
  });
});
