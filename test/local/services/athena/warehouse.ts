import { gzipSync } from "node:zlib";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import {
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  GlueClient,
  type Column,
  type StorageDescriptor,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { athena } from "../../../../local/services/athena/service.ts";
import { createGlue } from "../../../../local/services/glue/service.ts";
import { s3, type S3 } from "../../../../local/services/s3/service.ts";
import { testCloud } from "../../cloud.ts";

export const jsonLines: StorageDescriptor = {
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
};

const columns = (types: Record<string, string>): Column[] =>
  Object.entries(types).map(([Name, Type]) => ({ Name, Type }));

/** Athena beside Glue and S3, with a bucket `lake` and a database `shop`. */
export const aWarehouse = async () => {
  let store: S3 | undefined;
  const cloud = await testCloud((platform) => {
    store = s3(platform);
    return { services: [store, createGlue(platform, { runners: {} }), athena(platform, store.objects)] };
  });
  const objects = () => {
    if (!store) throw new Error("the service is not made yet");
    return store.objects;
  };
  const bucket = new S3Client(cloud.config());
  await bucket.send(new CreateBucketCommand({ Bucket: "lake" }));
  bucket.destroy();
  const glue = () => new GlueClient(cloud.config());
  await glue().send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
  const client = () => new AthenaClient(cloud.config());

  const start = async (
    QueryString: string,
    more: Partial<StartQueryExecutionCommand["input"]> = {},
  ): Promise<string> => {
    const { QueryExecutionId = "" } = await client().send(
      new StartQueryExecutionCommand({
        QueryString,
        QueryExecutionContext: { Database: "shop" },
        ResultConfiguration: { OutputLocation: "s3://lake/results/" },
        ...more,
      }),
    );
    return QueryExecutionId;
  };
  const execution = async (QueryExecutionId: string): Promise<QueryExecution> => {
    const { QueryExecution: found = {} } = await client().send(new GetQueryExecutionCommand({ QueryExecutionId }));
    return found;
  };
  const ended = async (id: string): Promise<QueryExecution> => {
    await cloud.clock.advance(1_000);
    for (let tries = 0; tries < 600; tries++) {
      const found = await execution(id);
      if (!["QUEUED", "RUNNING"].includes(found.Status?.State ?? "")) return found;
      await new Promise((resolve) => setTimeout(resolve, 40)); // the engine lives in real time
    }
    throw new Error(`the query ${id} never ended`);
  };
  return {
    ...cloud,
    client,
    objects,
    start,
    execution,
    ended,
    async table(
      name: string,
      location: string,
      types: Record<string, string>,
      more: { keys?: Record<string, string>; storage?: StorageDescriptor; parameters?: Record<string, string> } = {},
    ) {
      const StorageDescriptor = {
        ...(more.storage ?? jsonLines),
        Location: `s3://lake/${location}`,
        Columns: columns(types),
      };
      const PartitionKeys = columns(more.keys ?? {});
      const TableInput = { Name: name, StorageDescriptor, PartitionKeys, Parameters: more.parameters };
      await glue().send(new CreateTableCommand({ DatabaseName: "shop", TableInput }));
    },
    partition: (TableName: string, Values: string[], location: string) =>
      glue().send(
        new CreatePartitionCommand({
          DatabaseName: "shop",
          TableName,
          PartitionInput: { Values, StorageDescriptor: { ...jsonLines, Location: `s3://lake/${location}` } },
        }),
      ),
    async lines(key: string, ...rows: object[]): Promise<number> {
      const body = gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      await objects().put("lake", key, body);
      return body.length;
    },
    /** The query's end, and its rows as texts when it went well. */
    async query(sql: string, more: Partial<StartQueryExecutionCommand["input"]> = {}) {
      const id = await start(sql, more);
      const { Status, Statistics, ResultConfiguration } = await ended(id);
      const about = {
        state: Status?.State,
        reason: Status?.StateChangeReason,
        scanned: Statistics?.DataScannedInBytes,
        output: ResultConfiguration?.OutputLocation,
      };
      if (Status?.State !== "SUCCEEDED") return { ...about, rows: [] };
      const { ResultSet } = await client().send(new GetQueryResultsCommand({ QueryExecutionId: id }));
      return {
        ...about,
        rows: (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue)),
      };
    },
  };
};

export type Warehouse = Awaited<ReturnType<typeof aWarehouse>>;
