import { personalizeIn } from "@millrace/core/aws/personalize";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { ledger, type LedgerItem } from "./ledger.ts";
import { retraining } from "./retraining.ts";

const config = readConfig({
  LEDGER_TABLE: text,
  LAKE_BUCKET: text,
  PERSONALIZE_NAME: text,
  PERSONALIZE_ROLE_ARN: text,
});
const lake = bucket(config.LAKE_BUCKET);
const runs = ledger(table<LedgerItem>(config.LEDGER_TABLE));

export const handler = eventHandler(
  retraining.tick(
    "deploy-campaigns",
    { ledger: runs, deadlines: pipeline.deadlines },
    {
      personalize: personalizeIn(pipeline.account, config.PERSONALIZE_ROLE_ARN),
      ledger: runs,
      name: config.PERSONALIZE_NAME,
      pipeline,
      mart: () => lake.getJson<ClickThroughMart>("marts/click-through.json"),
    },
  ),
);
