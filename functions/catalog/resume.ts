import { job } from "@millrace/core/aws/glue";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { lookAfter } from "./look-after.ts";
import { lakeMark, type Mark } from "./mark.ts";

const config = readConfig({ LAKE_BUCKET: text, LAKE_JOB: text, MARKS_TABLE: text });

export const handler = eventHandler(
  lookAfter({
    bucket: config.LAKE_BUCKET,
    mark: lakeMark(table<Mark>(config.MARKS_TABLE)),
    job: job(config.LAKE_JOB),
  }),
);
