import { GetJobRunsCommand, GlueClient } from "@aws-sdk/client-glue";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as personalize from "@aws-sdk/client-personalize";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import {
  listShards,
  pointerKey,
  shardKey,
  type ListsPointer,
  type ListsShard,
} from "@millrace/core/domain/batch-lists";
import type { Run } from "@millrace/core/domain/run";
import type { ChaosAws } from "./aws.ts";

/** What AWS itself holds at the end. */
export interface Audit {
  /** Beyond one per run and solution. */
  readonly trainings: number;
  /** Beyond one per run and dataset. */
  readonly imports: number;
  /** Batch inference jobs beyond one per run and model asked, or per run and lists made. */
  readonly batches: number;
  /** Job runs beyond one per run. */
  readonly exports: number;
  /** Runs wanted that did not succeed, and lists that are not of the model that serves. */
  readonly lost: number;
  /** Runs open at the end, and a lock nobody freed. */
  readonly stuck: number;
}

const extra = (names: readonly string[]) => names.length - new Set(names).size;

/** The ledger's runs, and the id that holds the lock. */
export const readLedger = async ({ config, prefix }: ChaosAws) => {
  const client = DynamoDBDocument.from(new DynamoDBClient(config));
  const read = async (kind: string) => {
    const { Items = [] } = await client.query({
      TableName: `${prefix}-ledger`,
      KeyConditionExpression: "#kind = :kind",
      ExpressionAttributeNames: { "#kind": "kind" },
      ExpressionAttributeValues: { ":kind": kind },
      ConsistentRead: true,
    });
    return Items;
  };
  const [runs, locks] = await Promise.all([read("run"), read("lock")]);
  return { runs: runs as Run[], lockedBy: locks[0]?.["run"] as string | undefined };
};

/** Whether the batch lists in the lake were made by the version that serves. */
const listsAreCurrent = async ({ config, prefix }: ChaosAws): Promise<boolean> => {
  const s3 = new S3Client(config);
  const read = async (Key: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: `${prefix}-lake`, Key }));
    return (await Body?.transformToString()) ?? "";
  };
  const pointer = JSON.parse(await read(pointerKey("home"))) as ListsPointer;
  const table = DynamoDBDocument.from(new DynamoDBClient(config));
  const { Item: live } = await table.get({ TableName: `${prefix}-ledger`, Key: { kind: "live", id: "personal" } });
  const shards = await Promise.all(
    Array.from({ length: listShards }, (_, shard) => read(shardKey("home", pointer.run, shard))),
  );
  const users = shards.flatMap((shard) => Object.keys(JSON.parse(shard) as ListsShard));
  return pointer.model === live?.["solutionVersionArn"] && users.length === pointer.users && users.length > 0;
};

export const audit = async (aws: ChaosAws, wanted: readonly string[]): Promise<Audit> => {
  const control = new personalize.PersonalizeClient(aws.config);
  const versions: string[] = [];
  for await (const page of personalize.paginateListSolutionVersions({ client: control }, {}))
    for (const { solutionVersionArn } of page.solutionVersions ?? []) {
      const found = await control.send(new personalize.DescribeSolutionVersionCommand({ solutionVersionArn }));
      versions.push(String(found.solutionVersion?.name));
    }
  const imports: string[] = [];
  for await (const page of personalize.paginateListDatasetImportJobs({ client: control }, {}))
    imports.push(...(page.datasetImportJobs ?? []).map(({ jobName = "" }) => jobName));
  const batches: string[] = [];
  for await (const page of personalize.paginateListBatchInferenceJobs({ client: control }, {}))
    batches.push(...(page.batchInferenceJobs ?? []).map(({ jobName = "" }) => jobName));
  const { JobRuns = [] } = await new GlueClient(aws.config).send(
    new GetJobRunsCommand({ JobName: `${aws.prefix}-export` }),
  );
  const { runs, lockedBy } = await readLedger(aws);
  return {
    trainings: extra(versions),
    imports: extra(imports),
    batches: extra(batches),
    exports: extra(JobRuns.map(({ Arguments }) => String(Arguments?.["--run"]))),
    lost:
      wanted.filter((id) => runs.find((run) => run.id === id)?.status !== "succeeded").length +
      ((await listsAreCurrent(aws)) ? 0 : 1),
    stuck: runs.filter(({ status }) => status === "open").length + (lockedBy === undefined ? 0 : 1),
  };
};
