import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { FirehoseClient, PutRecordCommand } from "@aws-sdk/client-firehose";
import {
  CreateDatabaseCommand,
  CreateJobCommand,
  CreateTableCommand as CreateGlueTable,
  GetTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { GetRecommendationsCommand, PersonalizeRuntimeClient } from "@aws-sdk/client-personalize-runtime";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { iamCloud, roleArn, type IamCloud } from "./iam-cloud.ts";

let cloud: IamCloud;
const refusalOf = (work: Promise<unknown>): Promise<{ name: string; message: string; status?: number }> =>
  work.then(
    () => ({ name: "nothing", message: "it was allowed" }),
    ({ name, message, $metadata }: Error & { $metadata?: { httpStatusCode?: number } }) => ({
      name,
      message,
      status: $metadata?.httpStatusCode,
    }),
  );
const reader = "arn:aws:sts::000000000000:assumed-role/shop-dev-Reader/reader";

beforeAll(async () => {
  cloud = await iamCloud();
  const s3 = new S3Client(cloud.config());
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  for (const Key of ["marts/popular.json", "t2/run/items.csv", "raw/a.gz"])
    await s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "x" }));
  const dynamodb = new DynamoDBClient(cloud.config());
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "ledger",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "kind", AttributeType: "S" },
        { AttributeName: "id", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "kind", KeyType: "HASH" },
        { AttributeName: "id", KeyType: "RANGE" },
      ],
    }),
  );
  const glue = new GlueClient(cloud.config());
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "lake" } }));
  for (const Name of ["raw_clicks", "t1_events"])
    await glue.send(new CreateGlueTable({ DatabaseName: "lake", TableInput: { Name } }));
});
afterAll(() => cloud.close());

describe("a function on S3", () => {
  const read = (role: string, Key: string) =>
    new S3Client(cloud.as(role)).send(new GetObjectCommand({ Bucket: "lake", Key }));

  it("reads what its role lets it, and is told in S3's words what not", async () => {
    await read("Reader", "marts/popular.json");
    expect(await refusalOf(read("Reader", "raw/a.gz"))).toEqual({
      name: "AccessDenied",
      message: `User: ${reader} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::lake/raw/a.gz" because no identity-based policy allows the s3:GetObject action`,
      status: 403,
    });
  });

  it("hears 403 instead of 404 for what is not there, unless it may list the bucket", async () => {
    const head = (role: string) =>
      new S3Client(cloud.as(role)).send(new HeadObjectCommand({ Bucket: "lake", Key: "marts/none.json" }));
    expect([
      await refusalOf(read("Reader", "marts/none.json")),
      await refusalOf(head("Reader")),
      await refusalOf(read("Lister", "marts/none.json")),
      await refusalOf(head("Lister")),
    ]).toMatchObject([
      { name: "AccessDenied", status: 403 },
      { status: 403 },
      { name: "NoSuchKey", status: 404 },
      { status: 404 },
    ]);
  });

  it("lists only under the prefix that its role names", async () => {
    const list = (Prefix: string) =>
      new S3Client(cloud.as("Reader")).send(new ListObjectsV2Command({ Bucket: "lake", Prefix }));
    expect((await list("t2/run/")).KeyCount).toBe(1);
    expect(await refusalOf(list("raw/"))).toMatchObject({ name: "AccessDenied" });
  });

  it("cannot write nor delete without being told that it may, and nothing happens", async () => {
    const s3 = new S3Client(cloud.as("Reader"));
    const Key = "marts/popular.json";
    expect([
      await refusalOf(s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "other" }))),
      await refusalOf(s3.send(new DeleteObjectCommand({ Bucket: "lake", Key }))),
    ]).toMatchObject([{ name: "AccessDenied" }, { name: "AccessDenied" }]);
    expect(await (await read("Reader", Key)).Body?.transformToString()).toBe("x");
  });
});

describe("a function on DynamoDB", () => {
  const key = (kind: string) => ({ kind: { S: kind }, id: { S: "x" } });

  it("reaches items by the partition keys that its role names", async () => {
    const dynamodb = new DynamoDBClient(cloud.as("Reader"));
    const query = (kind: string) =>
      dynamodb.send(
        new QueryCommand({
          TableName: "ledger",
          KeyConditionExpression: "#k = :v",
          ExpressionAttributeNames: { "#k": "kind" },
          ExpressionAttributeValues: { ":v": { S: kind } },
        }),
      );
    const batch = (...kinds: string[]) =>
      dynamodb.send(new BatchGetItemCommand({ RequestItems: { ledger: { Keys: kinds.map(key) } } }));
    await dynamodb.send(new GetItemCommand({ TableName: "ledger", Key: key("live") }));
    await query("live");
    await batch("live");
    const refused = [
      dynamodb.send(new GetItemCommand({ TableName: "ledger", Key: key("run") })),
      query("run"),
      batch("live", "run"),
      dynamodb.send(new PutItemCommand({ TableName: "ledger", Item: key("live") })),
    ];
    expect(await Promise.all(refused.map(refusalOf))).toMatchObject([
      {
        name: "AccessDeniedException",
        message: `User: ${reader} is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:ap-northeast-2:000000000000:table/ledger because no identity-based policy allows the dynamodb:GetItem action`,
        status: 400,
      },
      { name: "AccessDeniedException" },
      { name: "AccessDeniedException" },
      { name: "AccessDeniedException" },
    ]);
  });
});

describe("a function elsewhere", () => {
  it("needs the catalog, the database and the table for a table", async () => {
    const glue = new GlueClient(cloud.as("Reader"));
    await glue.send(new GetTableCommand({ DatabaseName: "lake", Name: "raw_clicks" }));
    expect(await refusalOf(glue.send(new GetTableCommand({ DatabaseName: "lake", Name: "t1_events" })))).toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(
        "glue:GetTable on resource: arn:aws:glue:ap-northeast-2:000000000000:table/lake/t1_events",
      ),
    });
  });

  it("is refused in the form of each service", async () => {
    const put = new FirehoseClient(cloud.as("Reader")).send(
      new PutRecordCommand({ DeliveryStreamName: "clicks", Record: { Data: Buffer.from("x") } }),
    );
    const ask = new PersonalizeRuntimeClient(cloud.as("Reader")).send(
      new GetRecommendationsCommand({
        campaignArn: "arn:aws:personalize:ap-northeast-2:000000000000:campaign/c",
        userId: "u",
      }),
    );
    expect([await refusalOf(put), await refusalOf(ask)]).toMatchObject([
      {
        name: "AccessDeniedException",
        status: 400,
        message: expect.stringContaining(
          "firehose:PutRecord on resource: arn:aws:firehose:ap-northeast-2:000000000000:deliverystream/clicks",
        ),
      },
      {
        name: "AccessDeniedException",
        status: 403,
        message: expect.stringContaining("personalize:GetRecommendations"),
      },
    ]);
  });

  it("may hand no role to a service that the role does not trust", async () => {
    const glue = new GlueClient(cloud.config());
    const job = (Role: string) => glue.send(new CreateJobCommand({ Name: "job", Role, Command: { Name: "glueetl" } }));
    expect(await refusalOf(job(roleArn("Personal")))).toMatchObject({
      name: "InvalidInputException",
      message: "Role should be given assume role permissions for Glue Service.",
    });
    expect(await refusalOf(job("arn:aws:iam::111111111111:role/x"))).toMatchObject({
      message: "Cross-account pass role is not allowed.",
    });
  });

  it("leaves a record of which grants were needed", () => {
    const used = cloud.grants().filter(({ role }) => role === "shop-dev-Reader");
    expect(used.filter(({ isUsed }) => !isUsed).map(({ grant }) => grant)).toEqual(["arn:aws:s3:::lake/t2/*"]);
    expect(
      cloud
        .grants()
        .filter(({ role }) => role === "shop-dev-Importer")
        .every(({ isUsed }) => !isUsed),
    ).toBe(true);
  });
});
