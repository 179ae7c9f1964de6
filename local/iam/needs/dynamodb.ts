import type { Need } from "../policy.ts";
import { UnsupportedPolicy } from "../condition.ts";
import { arnIn, named, type Input, type Needs } from "./need.ts";

/** The name of a table's partition key; undefined for a table nobody has told of. */
export type HashKeyOf = (table: string) => string | undefined;

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `{"S": "run"}` as a condition compares it. */
const valueOf = (item: Item | undefined, name: string): string[] => {
  const [value] = Object.values(item?.[name] ?? {});
  return typeof value === "string" ? [value] : [];
};

/** The value that a Query asks its partition key to equal. */
const queried = (input: Input, name: string): string[] => {
  const conditions = (input["KeyConditions"] ?? {}) as Record<string, { AttributeValueList?: Item[string][] }>;
  const [legacy] = conditions[name]?.AttributeValueList ?? [];
  if (legacy) return valueOf({ [name]: legacy }, name);
  const names = (input["ExpressionAttributeNames"] ?? {}) as Record<string, string>;
  const values = (input["ExpressionAttributeValues"] ?? {}) as Item;
  for (const [, left = "", right = ""] of named(input, "KeyConditionExpression").matchAll(/([\w#]+)\s*=\s*(:\w+)/g))
    if ((names[left] ?? left) === name) return valueOf(values, right);
  return [""]; // not understood: nobody is allowed it by key
};

const tableName = (table: string): string => table.split("/").at(-1) ?? table;

interface Batch {
  readonly Keys?: readonly Item[];
  readonly PutRequest?: { readonly Item?: Item };
  readonly DeleteRequest?: { readonly Key?: Item };
}

const batchItems = (request: Batch | readonly Batch[]): (Item | undefined)[] =>
  [request].flat().flatMap((part) => {
    const { Keys, PutRequest, DeleteRequest } = part;
    return [...(Keys ?? []), ...(PutRequest ? [PutRequest.Item] : []), ...(DeleteRequest ? [DeleteRequest.Key] : [])];
  });

const wholeTable = new Set([
  "Scan",
  "CreateTable",
  "DeleteTable",
  "DescribeTable",
  "UpdateTable",
  "DescribeTimeToLive",
  "UpdateTimeToLive",
]);

/** A table's ARN and, where items are named, `dynamodb:LeadingKeys`: the values of their partition keys. */
export const dynamodbNeeds =
  (hashKeyOf: HashKeyOf): Needs =>
  ({ operation }, input, where) => {
    const action = `dynamodb:${operation}`;
    const about = (table: string, keys?: (name: string) => string[]): Need => {
      const index = input["IndexName"];
      const resource = arnIn(
        "dynamodb",
        where,
        `table/${tableName(table)}${typeof index === "string" ? `/index/${index}` : ""}`,
      );
      if (!keys) return { action, resource };
      const name = hashKeyOf(tableName(table));
      if (name === undefined) throw new UnsupportedPolicy(`the partition key of the table ${table} is not known here`);
      return { action, resource, context: { "dynamodb:LeadingKeys": keys(name) } };
    };
    const batch = input["RequestItems"] as Record<string, Batch | Batch[]> | undefined;
    if (batch)
      return Object.entries(batch).map(([table, request]) =>
        about(table, (name) => batchItems(request).flatMap((item) => valueOf(item, name))),
      );
    const table = input["TableName"] ?? input["ResourceArn"];
    if (typeof table !== "string") return [{ action, resource: "*" }];
    if (operation === "Query") return [about(table, (name) => queried(input, name))];
    if (wholeTable.has(operation) || input["ResourceArn"] !== undefined) return [about(table)];
    return [about(table, (name) => valueOf((input["Key"] ?? input["Item"]) as Item | undefined, name))];
  };
