import {
  DeleteItemCommand,
  DescribeTableCommand,
  ConditionalCheckFailedException,
  ResourceNotFoundException,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Cancel } from "../../kernel/clock.ts";
import type { Platform } from "../../kernel/platform.ts";
import { ownClient, type TimeToLive } from "./time-to-live.ts";

const sweepEveryMs = 60 * 60_000; // AWS promises "within a few days"
const pageSize = 100;

type Item = Record<string, AttributeValue>;

/** Deletes the items of a table whose time is past, each only if it still is. */
const sweepTable = async (client: DynamoDBClient, table: string, attribute: string, nowSeconds: number) => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const keyNames = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
  const expired = {
    ExpressionAttributeNames: { "#ttl": attribute },
    ExpressionAttributeValues: { ":now": { N: String(nowSeconds) } },
  };
  let from: Item | undefined;
  do {
    const filter = { ...expired, FilterExpression: "#ttl < :now", Limit: pageSize };
    const page = await client.send(new ScanCommand({ TableName: table, ...filter, ExclusiveStartKey: from }));
    for (const item of page.Items ?? []) {
      const key = Object.fromEntries(Object.entries(item).filter(([name]) => keyNames.includes(name)));
      const condition = { ...expired, ConditionExpression: "#ttl < :now" };
      await client.send(new DeleteItemCommand({ TableName: table, Key: key, ...condition })).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error; // written anew meanwhile
      });
    }
    from = page.LastEvaluatedKey;
  } while (from);
};

/** Sweeps every table that has a time to live, once an (AWS) hour. */
export const createExpiry = (platform: Platform, settings: TimeToLive) => {
  const { clock } = platform;
  let cancel: Cancel = () => undefined;
  let isClosed = false;

  const sweep = async (): Promise<void> => {
    const client = ownClient(platform);
    try {
      for (const { id: table, value } of settings.list())
        await sweepTable(client, table, value.attribute, Math.floor(clock.now() / 1000)).catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException)
            settings.delete(table); // its table is gone
          else if (!isClosed) console.error(`dynamodb: sweep of ${table} failed:`, error);
        });
    } finally {
      client.destroy();
    }
  };
  const arm = (): void => {
    if (isClosed) return;
    cancel = clock.at(clock.due(sweepEveryMs), () => {
      void sweep().finally(arm);
    });
  };
  return {
    resume: arm,
    close(): void {
      isClosed = true;
      cancel();
    },
  };
};
