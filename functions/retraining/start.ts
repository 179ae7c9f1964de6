import { stepNames, type Run } from "@millrace/core/domain/run";
import type { Trigger } from "@millrace/core/domain/trigger";
import type { Start } from "./changes.ts";
import type { Ledger } from "./ledger.ts";
import { factsOf, newestFirst, NothingToStartFrom } from "./past-runs.ts";
import { rollbackTo, type Served } from "./rollback.ts";

/** The start of a run that begins in the middle: from the newest run in which all before that step was done. */
const startAt = async (ledger: Pick<Ledger, "runs">, trigger: Trigger): Promise<Start | undefined> => {
  const { from } = trigger;
  if (from === undefined || from === stepNames[0]) return undefined;
  const before = stepNames.slice(0, stepNames.indexOf(from));
  const isDone = (run: Run) => !run.rollback && before.every((step) => run.steps[step].status === "done");
  const runs = (await newestFirst(ledger)).filter(isDone);
  const base = runs.find(({ id }) => id.startsWith(trigger.date)) ?? runs[0];
  if (base === undefined)
    throw new NothingToStartFrom(
      `no run has got as far as ${from}: open one without "from", which begins with the export`,
    );
  return {
    from,
    base: base.id,
    facts: factsOf(base),
    outputs: Object.fromEntries(before.map((step) => [step, base.steps[step].output])),
  };
};

/**
 * Where a wished run begins; `isServing` when a rollback has nothing to change, `opened` when this very wish opened a run before: after
 * that, what served before is something else.
 */
export const startOf = async (
  ledger: Pick<Ledger, "runs" | "live">,
  { rollback, event, ...trigger }: Trigger,
  campaigns: readonly Served[],
): Promise<{ start?: Start | undefined; isServing?: true; opened?: string }> => {
  if (rollback === undefined) return { start: await startAt(ledger, trigger) };
  const mine = event === undefined ? undefined : (await newestFirst(ledger)).find((run) => run.trigger === event);
  if (mine) return { opened: mine.id };
  const start = await rollbackTo(ledger, rollback, campaigns);
  return start === undefined ? { isServing: true } : { start };
};
