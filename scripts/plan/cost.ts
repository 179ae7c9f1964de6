import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { costOf, costText, listsToJudge } from "@millrace/core/domain/cost";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import { uncheckedPrices } from "@millrace/core/domain/prices";
import type { Manifest, Run } from "@millrace/core/domain/run";

/** What the newest run of the installation exported; undefined where there is none, or no ledger. */
export const lastExport = async (
  config: ConstructorParameters<typeof DynamoDBClient>[0],
  name: string,
): Promise<Manifest | undefined> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...config, maxAttempts: 1 }));
  const newest = new QueryCommand({
    TableName: `${name}-ledger`,
    KeyConditionExpression: "#kind = :run",
    ExpressionAttributeNames: { "#kind": "kind" },
    ExpressionAttributeValues: { ":run": "run" },
    ScanIndexForward: false,
    Limit: 10,
  });
  const { Items = [] } = await client.send(newest).catch(() => ({ Items: [] }));
  const outputs = (Items as Run[]).map(({ steps }) => steps["export-datasets"].output as Manifest | undefined);
  return outputs.find((output) => output !== undefined);
};

/** One line about money. */
export const costLine = (pipeline: Pipeline, exported: Manifest | undefined): string => {
  const unchecked = uncheckedPrices();
  const doubt = unchecked.length === 0 ? "" : ` (nobody has compared ${unchecked.join(", ")})`;
  if (exported === undefined)
    return `Cost: campaigns $${costOf({ interactions: 0, items: 0, users: 0 }, pipeline).campaignsPerDay.toFixed(2)} a day; of a run nothing is known before the first export${doubt}.`;
  const cost = costOf(exported, pipeline, { lists: listsToJudge(exported, pipeline) });
  return `Cost: a run like ${exported.run} (${exported.interactions.toLocaleString("en-US")} interactions) ${costText(cost)}${doubt}.`;
};
