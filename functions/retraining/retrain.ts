import { table } from "@millrace/core/aws/table";
import { readTrigger } from "@millrace/core/domain/trigger";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { isAskedForPipeline } from "./asked.ts";
import { ledger, type LedgerItem } from "./ledger.ts";
import { open, RunIsOpen } from "./open.ts";
import { goingBack } from "./rollback.ts";
import { startOf } from "./start.ts";

const config = readConfig({ LEDGER_TABLE: text });
const runs = ledger(table<LedgerItem>(config.LEDGER_TABLE));

/** Opens a run: daily by the schedule, which lets an open one go on, or by hand, who is told about it. Or shows what it was built with. */
export const handler = eventHandler(async (event: unknown, { now }) => {
  if (isAskedForPipeline(event)) return { pipeline };
  const trigger = readTrigger(event, now);
  const { start, isServing, opened } = await startOf(runs, trigger, pipeline.campaigns);
  if (isServing) return { unchanged: `run ${String(trigger.rollback)} serves already` };
  if (opened !== undefined) return { opened };
  const opening = await open(runs, trigger, now, start);
  log.info("retrain", { ...trigger, ...opening });
  if ("refused" in opening && trigger.isByHand) throw new RunIsOpen(opening.refused);
  return trigger.rollback !== undefined && start ? { ...opening, goingBack: goingBack(start) } : opening;
});
