import { MillraceError } from "@millrace/core/errors";
import type { Run } from "@millrace/core/domain/run";
import { newRun, type Start } from "./changes.ts";
import type { Ledger } from "./ledger.ts";
import type { Trigger } from "@millrace/core/domain/trigger";

/** Somebody asked for a run by hand while one is open. */
export class RunIsOpen extends MillraceError {
  constructor(run: string) {
    super(
      409,
      "run_open",
      `run ${run} is open; a second one would train on the same data. Wait for it, or look at it in the console.`,
    );
  }
}

/** `opened` is also the answer when the same scheduled event comes a second time. */
export type Opening = { readonly opened: string } | { readonly refused: string };

const idOf = (date: string, count: number) => (count === 1 ? date : `${date}-${count}`);

/** The first id of that date nobody has used, or the run this very event opened before. */
export const freeId = async (
  ledger: Pick<Ledger, "run">,
  { date, event }: Trigger,
): Promise<{ id: string; mine?: Run }> => {
  for (let count = 1; ; count += 1) {
    const id = idOf(date, count);
    const run = await ledger.run(id);
    if (run === undefined) return { id };
    if (event !== undefined && run.trigger === event) return { id, mine: run };
  }
};

/**
 * Opens a run, unless one is open. The lock is taken before the run is written; who finds a lock whose run was never written
 * (its opener was killed in between) writes it, and who finds the lock of an ended run frees it.
 */
export const open = async (ledger: Ledger, trigger: Trigger, now: number, start?: Start): Promise<Opening> => {
  const { event, force, rollback } = trigger;
  const fresh = (id: string) =>
    newRun(id, trigger.by, now, { trigger: event, start, force, rollback: rollback !== undefined });

  const holder = await ledger.lockedBy();
  if (holder !== undefined) {
    if (await ledger.create(fresh(holder))) return { opened: holder };
    const run = await ledger.run(holder);
    if (run?.status === "open")
      return run.trigger !== undefined && run.trigger === trigger.event ? { opened: holder } : { refused: holder };
    await ledger.unlock(holder);
  }

  const { id, mine } = await freeId(ledger, trigger);
  if (mine) return { opened: id };
  if (!(await ledger.lock(id))) return { refused: (await ledger.lockedBy()) ?? id };
  if (await ledger.create(fresh(id))) return { opened: id };

  // Somebody wrote it for us, or used the id between our look and our lock.
  if ((await ledger.run(id))?.status === "open") return { opened: id };
  await ledger.unlock(id);
  return open(ledger, trigger, now, start);
};
