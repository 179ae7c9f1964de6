import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { guardModels } from "./guard-models.ts";
import { ledger, type LedgerItem } from "./ledger.ts";

const config = readConfig({ LEDGER_TABLE: text, LAKE_BUCKET: text });
const lake = bucket(config.LAKE_BUCKET);
const needs = {
  ledger: ledger(table<LedgerItem>(config.LEDGER_TABLE)),
  mart: () => lake.getJson<ClickThroughMart>("marts/click-through.json"),
  pipeline,
};

/** Opens a rollback when visitors click less on a new model's lists than on those before. */
export const handler = eventHandler(async (_event: unknown, { now }) => {
  const guarded = await guardModels(now, needs);
  for (const { campaign, did, message: reason } of guarded)
    if (did === "rolled back" || did === "nothing to go back to") log.warn(did, { campaign, reason });
  return guarded;
});
