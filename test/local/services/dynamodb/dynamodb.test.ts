import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as dynamo from "@aws-sdk/client-dynamodb";
import { createDynamoDb } from "../../../../local/services/dynamodb/service.ts";
import { testCloud, type TestCloud } from "../../cloud.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await testCloud((platform) => ({ services: [createDynamoDb(platform)] }));
});
afterAll(() => cloud.close());

const send: dynamo.DynamoDBClient["send"] = (...given: [never]) =>
  new dynamo.DynamoDBClient(cloud.config()).send(...given) as never;

const statusOf = async (TableName: string): Promise<string | undefined> => {
  try {
    return (await send(new dynamo.DescribeTableCommand({ TableName }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof dynamo.ResourceNotFoundException) return undefined;
    throw error;
  }
};
const aTable = async (TableName: string): Promise<void> => {
  await send(
    new dynamo.CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
    }),
  );
  while ((await statusOf(TableName)) !== "ACTIVE");
};
const put = (TableName: string, key: string, more: Record<string, dynamo.AttributeValue> = {}) =>
  send(new dynamo.PutItemCommand({ TableName, Item: { key: { S: key }, ...more } }));
const keys = async (TableName: string): Promise<string[]> => {
  const { Items = [] } = await send(new dynamo.ScanCommand({ TableName }));
  return Items.map(({ key }) => key?.S ?? "").sort();
};

describe("DynamoDB", () => {
  it("makes a table that is paid by request, in this account and region", async () => {
    await aTable("cache");
    const { Table } = await send(new dynamo.DescribeTableCommand({ TableName: "cache" }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      TableArn: "arn:aws:dynamodb:ap-northeast-2:000000000000:table/cache",
    });
  });

  it("writes only when the condition holds", async () => {
    await put("cache", "a");
    const twice = new dynamo.PutItemCommand({
      TableName: "cache",
      Item: { key: { S: "a" } },
      ConditionExpression: "attribute_not_exists(#k)",
      ExpressionAttributeNames: { "#k": "key" },
    });
    await expect(send(twice)).rejects.toThrow(dynamo.ConditionalCheckFailedException);
  });

  it("keeps tables and items over a restart", async () => {
    await cloud.restart();
    expect(await keys("cache")).toEqual(["a"]);
  });

  it("refuses what dynalite lacks", async () => {
    const transaction = new dynamo.TransactWriteItemsCommand({ TransactItems: [] });
    await expect(send(transaction)).rejects.toMatchObject({ name: "UnknownOperationException" });
  });

  it("survives a client that hangs up in the middle of its request", async () => {
    const { port, hostname } = new URL(cloud.platform().endpoint());
    await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = ["POST / HTTP/1.1", "Host: x", "X-Amz-Target: DynamoDB_20120810.PutItem", "Content-Length: 100"];
        socket.write(`${head.join("\r\n")}\r\n\r\n{`, () => setTimeout(() => socket.destroy(), 20));
      });
      socket.on("close", resolve);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await keys("cache")).toEqual(["a"]);
  });

  it("deletes a table with its items", async () => {
    await aTable("marks");
    await put("marks", "a");
    await send(new dynamo.DeleteTableCommand({ TableName: "marks" }));
    while (await statusOf("marks"));
    await aTable("marks");
    expect(await keys("marks")).toEqual([]);
    expect(await keys("cache")).toEqual(["a"]);
  });
});

describe("time to live", () => {
  const enable = (Enabled: boolean, AttributeName = "expires") =>
    send(
      new dynamo.UpdateTimeToLiveCommand({
        TableName: "cache",
        TimeToLiveSpecification: { Enabled, AttributeName },
      }),
    );
  const described = async () => {
    const { TimeToLiveDescription } = await send(new dynamo.DescribeTimeToLiveCommand({ TableName: "cache" }));
    return TimeToLiveDescription;
  };

  it("is off at first, and remembered once it is set", async () => {
    expect(await described()).toEqual({ TimeToLiveStatus: "DISABLED" });
    await enable(true);
    await cloud.restart();
    expect(await described()).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    await expect(enable(true)).rejects.toThrow("TimeToLive is already enabled");
  });

  it("deletes what has expired, and nothing else", async () => {
    const nowSeconds = Math.floor(cloud.clock.now() / 1000);
    await put("cache", "soon", { expires: { N: String(nowSeconds + 60) } });
    await put("cache", "later", { expires: { N: String(nowSeconds + 86_400) } });
    await put("cache", "not a number", { expires: { S: "0" } });

    await cloud.clock.advance(60 * 60_000);

    for (const until = Date.now() + 5_000; Date.now() < until && (await keys("cache")).includes("soon"););
    expect(await keys("cache")).toEqual(["a", "later", "not a number"]);
  });

  it("is of no table that does not exist", async () => {
    await expect(send(new dynamo.DescribeTimeToLiveCommand({ TableName: "none" }))).rejects.toThrow(
      dynamo.ResourceNotFoundException,
    );
  });
});
