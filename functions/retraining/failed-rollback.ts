import { fail, newRun } from "./changes.ts";
import type { Ledger } from "./ledger.ts";
import { freeId } from "./open.ts";

/** Runs looked back through for an entry of the same deployment. */
const memory = 40;

const advice =
  'see what changed between the models (npm run history, the model cards), then retrain with {"force": true}; or take the campaign out of its placements meanwhile';

/**
 * A rollback that was wanted and cannot be had, as a run that failed when it began: so the history keeps it, and the watch tells of it.
 * One for each `event`, however often it is seen. It never holds the lock. Returns the run's id.
 */
export const recordFailedRollback = async (
  ledger: Pick<Ledger, "run" | "runs" | "create">,
  { date, by, event }: { readonly date: string; readonly by: string; readonly event: string },
  reason: string,
  now: number,
): Promise<string> => {
  const known = (await ledger.runs(memory)).find(({ trigger }) => trigger === event);
  if (known) return known.id;
  const { id } = await freeId(ledger, { date, by });
  const run = newRun(id, by, now, { trigger: event, rollback: true });
  const isMade = await ledger.create(fail(run, "deploy-campaigns", `${reason}. What to do: ${advice}`, now));
  return isMade ? id : recordFailedRollback(ledger, { date, by, event }, reason, now);
};
