import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, type QueryCommandInput, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";

type Key = Record<string, string>;

/** A DynamoDB condition: `onlyIf: { expression: "attribute_not_exists(id)" }`. `#x` names and `:x` values are given without their sign. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

const signed = <T>(sign: string, record: Readonly<Record<string, T>> | undefined): Record<string, T> | undefined =>
  record === undefined || Object.keys(record).length === 0
    ? undefined
    : Object.fromEntries(Object.entries(record).map(([name, value]) => [sign + name, value]));

const unlessRefused = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

const document = DynamoDBDocument.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });

/** One DynamoDB table of `Item`s. Reads are consistent unless said otherwise. */
export const table = <Item extends object>(TableName: string) => ({
  async get(key: Key, { consistent = true } = {}): Promise<Item | undefined> {
    const { Item: item } = await document.get({ TableName, Key: key, ConsistentRead: consistent });
    return item as Item | undefined;
  },

  /** False when the condition refused the write. */
  put(item: Item, { onlyIf }: { onlyIf?: Condition } = {}): Promise<boolean> {
    return unlessRefused(
      document.put({
        TableName,
        Item: item,
        ConditionExpression: onlyIf?.expression,
        ExpressionAttributeNames: signed("#", onlyIf?.names),
        ExpressionAttributeValues: signed(":", onlyIf?.values),
      }),
    );
  },

  /** False when the condition refused the write. `expression` is a DynamoDB update expression. */
  update(
    key: Key,
    expression: string,
    {
      names,
      values,
      onlyIf,
    }: { names?: Record<string, string>; values?: Record<string, unknown>; onlyIf?: Condition } = {},
  ): Promise<boolean> {
    const input: UpdateCommandInput = {
      TableName,
      Key: key,
      UpdateExpression: expression,
      ConditionExpression: onlyIf?.expression,
      ExpressionAttributeNames: signed("#", { ...names, ...onlyIf?.names }),
      ExpressionAttributeValues: signed(":", { ...values, ...onlyIf?.values }),
    };
    return unlessRefused(document.update(input));
  },

  /** False when the condition refused it. */
  delete(key: Key, { onlyIf }: { onlyIf?: Condition } = {}): Promise<boolean> {
    return unlessRefused(
      document.delete({
        TableName,
        Key: key,
        ConditionExpression: onlyIf?.expression,
        ExpressionAttributeNames: signed("#", onlyIf?.names),
        ExpressionAttributeValues: signed(":", onlyIf?.values),
      }),
    );
  },

  /** Every item, a page at a time: for what concerns a whole table, and is rare. */
  async *scan(): AsyncGenerator<Item> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await document.scan({
        TableName,
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      yield* (page.Items ?? []) as Item[];
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  },

  /** All items whose partition key `name` is `value`, by sort key, newest first when `descending`. */
  async query(
    name: string,
    value: string,
    { descending = false, limit }: { descending?: boolean; limit?: number } = {},
  ) {
    const items: Item[] = [];
    let ExclusiveStartKey: QueryCommandInput["ExclusiveStartKey"];
    do {
      const page = await document.query({
        TableName,
        KeyConditionExpression: "#k = :v",
        ExpressionAttributeNames: { "#k": name },
        ExpressionAttributeValues: { ":v": value },
        ScanIndexForward: !descending,
        ConsistentRead: true,
        ...(limit === undefined ? {} : { Limit: limit }),
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      });
      items.push(...((page.Items ?? []) as Item[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && (limit === undefined || items.length < limit));
    return items;
  },
});

/** The same shape as `table()` gives, for functions that take it as an argument. */
export type Table<Item extends object> = ReturnType<typeof table<Item>>;
