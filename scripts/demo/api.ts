import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { GlueClient, paginateGetJobRuns, paginateGetPartitions } from "@aws-sdk/client-glue";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import type { Run } from "@millrace/core/domain/run";

/** What an operator of a running instance asks it, by its public doors alone: the AWS wire and the console's API. */
export interface Operator {
  /** Opens a retraining run; its id. */
  retrain(): Promise<string>;
  /** Newest first. */
  runs(): Promise<Run[]>;
  /** Objects under a prefix of the lake. */
  countObjects(prefix: string): Promise<number>;
  /** Undefined when there is none yet. */
  readJson<T>(key: string): Promise<T | undefined>;
  partitions(table: string): Promise<number>;
  jobRuns(job: string): Promise<{ state: string; startedOn: number }[]>;
}

const attempts = 4; // a 5xx is worth asking again: a Lambda may have run out of time

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const operator = (instance: {
  endpoint: string;
  site: string;
  bucket: string;
  prefix: string;
  consoleKey: string;
}): Operator => {
  const config = {
    endpoint: instance.endpoint,
    region: "ap-northeast-2",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const s3 = new S3Client(config);
  const glue = new GlueClient(config);
  const lambda = new LambdaClient(config);
  const Bucket = instance.bucket;
  return {
    async retrain() {
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({ FunctionName: `${instance.prefix}-retrain`, Payload: JSON.stringify({ by: "demo" }) }),
      );
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString("utf8")) as {
        opened?: string;
        errorMessage?: string;
      };
      if (FunctionError !== undefined || answer.opened === undefined)
        throw new Error(`retrain failed: ${answer.errorMessage ?? JSON.stringify(answer)}`);
      return answer.opened;
    },
    async runs() {
      const headers = { authorization: `Bearer ${instance.consoleKey}` };
      for (let attempt = 1; ; attempt++) {
        const response = await fetch(`${instance.site}/v1/console/runs`, { headers });
        if (response.ok) return ((await response.json()) as { runs: Run[] }).runs;
        if (response.status < 500 || attempt === attempts)
          throw new Error(`console answered ${response.status}: ${await response.text()}`);
        await wait(attempt * 500);
      }
    },
    async countObjects(Prefix) {
      let count = 0;
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        count += Contents.length;
      return count;
    },
    async readJson<T>(Key: string) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return JSON.parse((await Body?.transformToString()) ?? "null") as T;
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async partitions(TableName) {
      let count = 0;
      const DatabaseName = instance.prefix.replaceAll("-", "_");
      for await (const { Partitions = [] } of paginateGetPartitions({ client: glue }, { DatabaseName, TableName }))
        count += Partitions.length;
      return count;
    },
    async jobRuns(JobName) {
      const runs: { state: string; startedOn: number }[] = [];
      for await (const { JobRuns = [] } of paginateGetJobRuns({ client: glue }, { JobName }))
        runs.push(
          ...JobRuns.map(({ JobRunState = "?", StartedOn }) => ({
            state: JobRunState,
            startedOn: StartedOn?.getTime() ?? 0,
          })),
        );
      return runs;
    },
  };
};
