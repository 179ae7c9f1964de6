import * as sdk from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, patienceMs, until, type Target } from "./target.ts";

let target: Target;
let dynamo: sdk.DynamoDBClient;
let TableName: string;
beforeAll(async () => {
  target = await findTarget();
  dynamo = new sdk.DynamoDBClient(target.config);
  TableName = target.name("ledger");
  await dynamo.send(
    new sdk.CreateTableCommand({
      TableName,
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
  await until(async () => (await described())?.TableStatus === "ACTIVE");
}, patienceMs);
afterAll(async () => {
  await dynamo.send(new sdk.DeleteTableCommand({ TableName }));
  dynamo.destroy();
  await target.close();
});

const described = async () => (await dynamo.send(new sdk.DescribeTableCommand({ TableName }))).Table;
const key = (id: string, kind = "run") => ({ kind: { S: kind }, id: { S: id } });
const ids = (items: Record<string, sdk.AttributeValue>[] = []) => items.map(({ id }) => id?.S ?? "").sort();

describe("DynamoDB: a table", () => {
  it("keeps items under conditions", async () => {
    const put = (more: object = {}) =>
      dynamo.send(new sdk.PutItemCommand({ TableName, Item: { ...key("a"), n: { N: "1" } }, ...more }));
    await put();
    const once = { ConditionExpression: "attribute_not_exists(id)" };
    await expect(put(once)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    const { Attributes } = await dynamo.send(
      new sdk.UpdateItemCommand({
        TableName,
        Key: key("a"),
        UpdateExpression: "add n :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      }),
    );
    expect(Attributes?.["n"]).toEqual({ N: "2" });
    const { Item } = await dynamo.send(new sdk.GetItemCommand({ TableName, Key: key("a"), ConsistentRead: true }));
    expect(Item).toEqual({ ...key("a"), n: { N: "2" } });
    const gone = await dynamo.send(new sdk.DeleteItemCommand({ TableName, Key: key("a"), ReturnValues: "ALL_OLD" }));
    expect(gone.Attributes?.["n"]).toEqual({ N: "2" });
  });

  it("is asked by key, scanned, and written many at once", async () => {
    const puts = ["b", "c", "d"].map((id) => ({ PutRequest: { Item: key(id) } }));
    const other = { PutRequest: { Item: key("b", "live") } };
    await dynamo.send(new sdk.BatchWriteItemCommand({ RequestItems: { [TableName]: [...puts, other] } }));
    const { Items } = await dynamo.send(
      new sdk.QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: "kind = :k and id > :b",
        ExpressionAttributeValues: { ":k": { S: "run" }, ":b": { S: "b" } },
      }),
    );
    expect(ids(Items)).toEqual(["c", "d"]);
    const scan = await dynamo.send(new sdk.ScanCommand({ TableName, ConsistentRead: true }));
    expect(ids(scan.Items)).toEqual(["b", "b", "c", "d"]);
    const Keys = [key("b"), key("nothing")];
    const got = await dynamo.send(new sdk.BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(ids(got.Responses?.[TableName])).toEqual(["b"]);
  });

  it(
    "is listed, tagged, paid otherwise, and lets items end",
    async () => {
      const { TableNames } = await dynamo.send(
        new sdk.ListTablesCommand({ ExclusiveStartTableName: TableName.slice(0, -1), Limit: 1 }),
      );
      expect(TableNames).toEqual([TableName]);
      const ResourceArn = (await described())?.TableArn;
      const Tags = [{ Key: "team", Value: "data" }];
      await dynamo.send(new sdk.TagResourceCommand({ ResourceArn, Tags }));
      const tags = async () => (await dynamo.send(new sdk.ListTagsOfResourceCommand({ ResourceArn }))).Tags ?? [];
      await until(async () => (await tags()).length === 1);
      expect(await tags()).toEqual(Tags);
      await dynamo.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }));
      await until(async () => (await tags()).length === 0);

      const TimeToLiveSpecification = { AttributeName: "expires", Enabled: true };
      await dynamo.send(new sdk.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      const { TimeToLiveDescription: ttl } = await dynamo.send(new sdk.DescribeTimeToLiveCommand({ TableName }));
      expect([ttl?.AttributeName, ttl?.TimeToLiveStatus]).toEqual(["expires", expect.stringMatching(/^ENABL/)]);

      const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
      await dynamo.send(new sdk.UpdateTableCommand({ TableName, BillingMode: "PROVISIONED", ProvisionedThroughput }));
      const table = await until(async () => {
        const found = await described();
        return found?.TableStatus === "ACTIVE" && found.ProvisionedThroughput?.ReadCapacityUnits === 1 && found;
      });
      expect(table.ProvisionedThroughput).toMatchObject(ProvisionedThroughput);
    },
    patienceMs,
  );
});
