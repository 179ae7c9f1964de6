import type { Refusal, RefusalsAt } from "./refusal.ts";

export const dynamodb: RefusalsAt = ({ account, region, name }) => {
  const TableName = name("no-such-table");
  const ResourceArn = `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;
  const Key = { key: { S: "a" } };
  const absent = (input: object): Refusal => [{ TableName, ...input }, "ResourceNotFoundException"];
  return {
    CreateTable: [
      { TableName, AttributeDefinitions: [], KeySchema: [{ AttributeName: "key", KeyType: "HASH" }] },
      "ValidationException",
    ],
    DeleteTable: absent({}),
    DescribeTable: absent({}),
    ListTables: [{ Limit: 0 }, "ValidationException"],
    UpdateTable: absent({ BillingMode: "PAY_PER_REQUEST" }),
    GetItem: absent({ Key }),
    PutItem: absent({ Item: Key }),
    UpdateItem: absent({ Key }),
    DeleteItem: absent({ Key }),
    Query: absent({
      KeyConditionExpression: "#k = :k",
      ExpressionAttributeNames: { "#k": "key" },
      ExpressionAttributeValues: { ":k": Key.key },
    }),
    Scan: absent({}),
    BatchGetItem: [{ RequestItems: { [TableName]: { Keys: [Key] } } }, "ResourceNotFoundException"],
    BatchWriteItem: [{ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } }, "ResourceNotFoundException"],
    TagResource: [{ ResourceArn, Tags: [{ Key: "a", Value: "b" }] }, "ResourceNotFoundException"],
    UntagResource: [{ ResourceArn, TagKeys: ["a"] }, "ResourceNotFoundException"],
    ListTagsOfResource: [{ ResourceArn }, "ResourceNotFoundException"],
    UpdateTimeToLive: absent({ TimeToLiveSpecification: { AttributeName: "expires", Enabled: true } }),
    DescribeTimeToLive: absent({}),
  };
};
