import { table } from "@millrace/core/aws/table";
import { readTrigger } from "@millrace/core/domain/trigger";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { ledger, type LedgerItem } from "./ledger.ts";
import { open, RunIsOpen } from "./open.ts";
import { startOf } from "./start.ts";

const config = readConfig({ LEDGER_TABLE: text });
const runs = ledger(table<LedgerItem>(config.LEDGER_TABLE));

/** Opens a run: daily by the schedule, which lets an open one go on, or by hand, who is told about it. */
export const handler = eventHandler(async (event: unknown, { now }) => {
  const trigger = readTrigger(event, now);
  const { start, isServing } = await startOf(runs, trigger, pipeline.campaigns);
  if (isServing) return { unchanged: `run ${String(trigger.rollback)} serves already` };
  const opening = await open(runs, trigger, now, start);
  log.info("retrain", { ...trigger, ...opening });
  if ("refused" in opening && trigger.isByHand) throw new RunIsOpen(opening.refused);
  return opening;
});
