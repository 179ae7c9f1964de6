import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { traceOf } from "@millrace/core/domain/history";
import { historyReport } from "@millrace/core/domain/history-report";
import type { Run } from "@millrace/core/domain/run";
import { readDay } from "./operate/day.ts";
import { clientOf, deploymentOptions } from "./operate/invoke.ts";

const help = `npm run history [-- --since 2026-11-01] [-- --json] [-- --dir .millrace | --aws millrace-prod]

Every retraining run as a report: when, by whom, how long, what happened, which run's model served after it. With --json every step
with its attempts, times, reason and facts, and links to its log and to what it made; one run a line.`;

const runsOf = async (client: DynamoDBClient, prefix: string, since: string): Promise<Run[]> => {
  const runs: Run[] = [];
  const asked = {
    TableName: `${prefix}-ledger`,
    KeyConditionExpression: "#kind = :run AND #id >= :since",
    ExpressionAttributeNames: { "#kind": "kind", "#id": "id" },
    ExpressionAttributeValues: { ":run": "run", ":since": since },
  };
  for await (const page of paginateQuery({ client: DynamoDBDocumentClient.from(client) }, asked))
    runs.push(...((page.Items ?? []) as Run[]));
  return runs;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      ...deploymentOptions,
      json: { type: "boolean", default: false },
      since: { type: "string" },
    },
  });
  if (values.help) return console.log(help);
  const since = values.since === undefined ? undefined : readDay("since", values.since);
  const prefix = values.aws ?? "millrace-dev";
  const client = new DynamoDBClient(clientOf({ dir: values.dir, prefix: values.aws }));
  const runs = await runsOf(client, prefix, since ?? "0");
  if (runs.length === 0 && since !== undefined && !values.json) return console.log(`No run since ${since}.`);
  if (!values.json) return console.log(historyReport(runs));
  const places = { bucket: `${prefix}-lake`, prefix, region: await client.config.region() };
  for (const run of runs.sort((left, right) => left.openedAt - right.openedAt))
    console.log(JSON.stringify(traceOf(run, places)));
};

main().catch((error: unknown) => {
  console.error(`history: ${(error as Error).message}`);
  process.exitCode = 1;
});
