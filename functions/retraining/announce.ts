import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { ledger, type LedgerItem } from "./ledger.ts";
import { retraining } from "./retraining.ts";

const config = readConfig({ LEDGER_TABLE: text, LAKE_BUCKET: text });
const runs = ledger(table<LedgerItem>(config.LEDGER_TABLE));

export const handler = eventHandler(
  retraining.tick(
    "announce",
    { ledger: runs, deadlines: pipeline.deadlines },
    { lake: bucket(config.LAKE_BUCKET), ledger: runs, pipeline },
  ),
);
