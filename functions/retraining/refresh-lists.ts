import { personalizeIn } from "@millrace/core/aws/personalize";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { ledger, type LedgerItem } from "./ledger.ts";
import { refreshLists } from "./lists/refresh-lists.ts";

const config = readConfig({
  LEDGER_TABLE: text,
  LAKE_BUCKET: text,
  PERSONALIZE_NAME: text,
  PERSONALIZE_ROLE_ARN: text,
});
const needs = {
  personalize: personalizeIn(pipeline.account, config.PERSONALIZE_ROLE_ARN),
  ledger: ledger(table<LedgerItem>(config.LEDGER_TABLE)),
  name: config.PERSONALIZE_NAME,
  lake: bucket(config.LAKE_BUCKET),
  lakeBucket: config.LAKE_BUCKET,
  pipeline,
};

/** Lists for recently active visitors, for when no campaign answers. Does nothing where pipeline.yml has no batch section. */
export const handler = eventHandler(async (_event: unknown, { now }) => {
  const refreshed = await refreshLists(now, needs);
  for (const { lists, did, message: reason } of refreshed) {
    if (did === "failed") log.error("lists not made", { lists, reason });
    else if (did !== "nothing") log.info("lists", { lists, did, reason });
  }
  return refreshed;
});
