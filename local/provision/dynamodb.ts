import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  type CreateTableCommandInput,
  type TimeToLiveSpecification,
} from "@aws-sdk/client-dynamodb";
import type { Clients } from "./clients.ts";
import { refusedWith, type ResolvedResource } from "./resource.ts";

export const dynamoProperties = [
  "TableName",
  "BillingMode",
  "AttributeDefinitions",
  "KeySchema",
  "GlobalSecondaryIndexes",
  "TimeToLiveSpecification",
];

/** Creates the table unless it is there, waits until it takes items, and lets items expire if it should. */
export const provisionDynamoTable = async ({ properties }: ResolvedResource, { dynamodb }: Clients): Promise<void> => {
  const { TimeToLiveSpecification: expiry, ...table } = properties as unknown as CreateTableCommandInput & {
    TimeToLiveSpecification?: TimeToLiveSpecification;
  };
  const { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = table;
  const command = new CreateTableCommand({
    TableName,
    BillingMode,
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
  });
  await refusedWith(dynamodb.send(command), "ResourceInUseException");
  await waitUntilTableExists({ client: dynamodb, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 20 }, { TableName });
  if (expiry?.Enabled !== true) return;
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus === "DISABLED")
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: expiry }));
};
