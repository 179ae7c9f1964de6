import { job, partitions } from "@millrace/core/aws/glue";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { lookAfter } from "./look-after.ts";
import { lakeMark, type Mark } from "./mark.ts";
import { sweepLake } from "./sweep.ts";

const config = readConfig({ LAKE_BUCKET: text, GLUE_DATABASE: text, LAKE_JOB: text, MARKS_TABLE: text });
const mark = lakeMark(table<Mark>(config.MARKS_TABLE));

export const handler = eventHandler(
  lookAfter({
    bucket: config.LAKE_BUCKET,
    mark,
    job: job(config.LAKE_JOB),
    sweep: sweepLake({
      bucket: config.LAKE_BUCKET,
      lake: bucket(config.LAKE_BUCKET),
      partitionsOf: (name) => partitions(config.GLUE_DATABASE, name),
      mark,
    }),
  }),
);
