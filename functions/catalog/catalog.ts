import { job, partitions } from "@millrace/core/aws/glue";
import { table } from "@millrace/core/aws/table";
import { rawTables, type RawTable } from "@millrace/core/domain/lake";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { lakeMark, type Mark } from "./mark.ts";
import { takeObjects } from "./take-objects.ts";

const config = readConfig({ LAKE_BUCKET: text, GLUE_DATABASE: text, LAKE_JOB: text, MARKS_TABLE: text });

const tables = new Map(
  (Object.keys(rawTables) as RawTable[]).map((name) => [name, partitions(config.GLUE_DATABASE, name)]),
);

export const handler = eventHandler(
  takeObjects({
    bucket: config.LAKE_BUCKET,
    partitionsOf: (name) => tables.get(name) ?? partitions(config.GLUE_DATABASE, name),
    mark: lakeMark(table<Mark>(config.MARKS_TABLE)),
    job: job(config.LAKE_JOB),
    onStranger: (bucket, key) => log.error("object outside the lake's grammar", { bucket, key }),
  }),
);
