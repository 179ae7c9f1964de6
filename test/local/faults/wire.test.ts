import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createDynamoDb } from "../../../local/services/dynamodb/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { parseFault } from "../../../local/faults/fault.ts";
import { testCloud, type TestCloud } from "../cloud.ts";

let cloud: TestCloud;
let client: S3Client;
const put = (Key: string) => client.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "x" }));
const isThere = (Key: string) =>
  client.send(new HeadObjectCommand({ Bucket: "lake", Key })).then(
    () => true,
    () => false,
  );
const add = (text: string) => cloud.platform().faults.add(parseFault(text));
const control = async (method: string, body?: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${cloud.config().endpoint}/_millrace/faults`, {
    method,
    headers,
    ...(body && { body }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
};

beforeEach(async () => {
  cloud = await testCloud((platform) => ({ services: [s3(platform), createDynamoDb(platform)] }));
  client = new S3Client(cloud.config());
  await client.send(new CreateBucketCommand({ Bucket: "lake" }));
});
afterEach(() => {
  jest.restoreAllMocks();
  return cloud.close();
});

describe("a fault of a call", () => {
  it("throttles and fails in the service's own words, without the effect", async () => {
    add("s3.PutObject:throttlex1");
    await expect(put("a")).rejects.toMatchObject({ name: "SlowDown", $metadata: { httpStatusCode: 503 } });
    add("s3.PutObject:error=AccessDenied/403x1");
    await expect(put("a")).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
    expect(await isThere("a")).toBe(false);
    await put("a");
  });

  it("cuts the connection after the effect", async () => {
    add("s3.PutObject:timeoutx1");
    await expect(put("a")).rejects.toThrow();
    expect(await isThere("a")).toBe(true);
  });

  it("holds an answer back, before the effect or after it, for as long as it says", async () => {
    add("s3.PutObject:latency=5000x1");
    add("s3.ListBuckets:timeout=7000x1");
    const slow = put("a");
    const listed = client.send(new ListBucketsCommand({}));
    let answers = 0;
    void slow.then(() => answers++);
    void listed.then(() => answers++);
    while (
      cloud
        .platform()
        .faults.list()
        .some(({ struck }) => struck === 0)
    )
      await new Promise(setImmediate);
    await cloud.clock.advance(4_999);
    expect([answers, await isThere("a")]).toEqual([0, false]);
    await cloud.clock.advance(3_000);
    await Promise.all([slow, listed]);
  });

  it("reaches DynamoDB, too", async () => {
    const dynamodb = new DynamoDBClient(cloud.config());
    const TableName = "fates";
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
    const id = { S: "1" };
    add("dynamodb.PutItem:throttlex1");
    await expect(dynamodb.send(new PutItemCommand({ TableName, Item: { id } }))).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
    });
    add("dynamodb.PutItem:timeoutx1");
    await expect(dynamodb.send(new PutItemCommand({ TableName, Item: { id } }))).rejects.toThrow();
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: { id } }));
    expect(Item).toEqual({ id });
  });

  it("fills the disk: the put fails whole, and what was there stays", async () => {
    await put("a");
    add("s3.disk:full");
    jest.spyOn(console, "error").mockReturnValue(); // the server tells its operator
    await expect(put("b")).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    cloud.platform().faults.clear();
    const { Body } = await client.send(new GetObjectCommand({ Bucket: "lake", Key: "a" }));
    expect([await Body?.transformToString(), await isThere("b")]).toEqual(["x", false]);
  });
});

describe("/_millrace/faults", () => {
  it("adds, lists with what they did, and clears", async () => {
    const { answer } = await control("POST", "s3.PutObject:throttle@0.25");
    expect(answer["added"]).toEqual([{ id: "f1", fault: "s3.PutObject:throttle@0.25", seen: 0, struck: 0 }]);
    for (let count = 0; count < 8; count++) await put("a").catch(() => undefined);
    expect((await control("GET")).answer).toMatchObject({
      seed: cloud.platform().faults.seed,
      faults: [{ id: "f1", seen: 8 }],
    });
    expect((await control("DELETE")).answer).toMatchObject({ cleared: 1 });
    expect((await control("GET")).answer["faults"]).toEqual([]);
  });

  it("says what is wrong with a fault", async () => {
    expect(await control("POST", "s3.PutObject:explode")).toEqual({
      status: 400,
      answer: { message: 's3.PutObject can suffer throttle, error, latency, timeout, not "explode"' },
    });
  });

  it("answers no page in a browser", async () => {
    expect((await control("POST", "s3:error", { origin: "http://evil.example" })).status).toBe(403);
    expect(cloud.platform().faults.list()).toEqual([]);
  });
});
