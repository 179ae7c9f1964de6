import { job } from "@millrace/core/aws/glue";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { ledger, type LedgerItem } from "./ledger.ts";
import { baseOf, sinceOf } from "./incremental.ts";
import { retraining } from "./retraining.ts";

const config = readConfig({ LEDGER_TABLE: text, LAKE_BUCKET: text, EXPORT_JOB: text });
const runs = ledger(table<LedgerItem>(config.LEDGER_TABLE));

export const handler = eventHandler(
  retraining.tick(
    "export-datasets",
    { ledger: runs, deadlines: pipeline.deadlines },
    {
      job: job(config.EXPORT_JOB),
      lake: bucket(config.LAKE_BUCKET),
      sources: pipeline.sources,
      since: async (run) => sinceOf(await baseOf(run, pipeline.imports, runs)),
    },
  ),
);
