import { personalizeIn } from "@millrace/core/aws/personalize";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { ledger, type LedgerItem } from "./ledger.ts";
import { readWish, stopRun } from "./stop-run.ts";

const config = readConfig({ LEDGER_TABLE: text, PERSONALIZE_NAME: text, PERSONALIZE_ROLE_ARN: text });

const needs = {
  ledger: ledger(table<LedgerItem>(config.LEDGER_TABLE)),
  personalize: personalizeIn(pipeline.account, config.PERSONALIZE_ROLE_ARN),
  name: config.PERSONALIZE_NAME,
  solutions: pipeline.solutions,
};

/** Ends the open run by hand, and the trainings it has begun. What serves goes on serving. */
export const handler = eventHandler(async (event: unknown, { now }) => {
  const stopped = await stopRun(readWish(event), now, needs);
  log.info("stop", { ...stopped });
  return stopped;
});
