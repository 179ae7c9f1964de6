import { setTimeout as wait } from "node:timers/promises";
import { operator } from "../demo/api.ts";
import type { Counts } from "../demo/wait.ts";
import { findRunning, keysOf } from "../instance/running.ts";
import { progress } from "../progress.ts";
import { prefix } from "../retrain/follow.ts";

export interface Patience {
  /** Between two looks, and without anything new until it is given up, ms. */
  readonly everyMs?: number;
  readonly mostMs?: number;
  readonly tell?: (taken: number) => void;
}

/** Lines of clicks that the lake of the instance on a directory has taken in so far. */
export const linesIn = async (directory: string): Promise<number> => {
  const aws = operator({ ...findRunning(directory), prefix, consoleKey: keysOf(directory).console });
  return (await aws.readJson<Counts>("marts/counts.json"))?.raw.lines ?? 0;
};

/** After an import: shows how the lake takes it in. What went wrong with that is told, for the import itself is done. */
export const followIntoLake = async (directory: string, before: number, sent: number): Promise<void> => {
  const bar = progress("into the lake", sent, "events");
  const isIn = await waitUntilTaken(() => linesIn(directory), before, sent, { tell: (taken) => bar.update(taken) })
    .catch((error: unknown) => console.error(`the lake could not be asked: ${(error as Error).message}`))
    .finally(() => bar.stop());
  if (isIn === false) console.error(`the lake has not taken them all in yet: "npm run reconcile -- --wait" waits on`);
  if (isIn) console.error('All are in the lake: "npm run retrain" learns from them.');
};

/**
 * Waits until the lake has taken in `wanted` more lines than `before`, so that a run opened next is trained on them. False when
 * nothing more came for `mostMs`: it still may.
 */
export const waitUntilTaken = async (
  look: () => Promise<number>,
  before: number,
  wanted: number,
  { everyMs = 400, mostMs = 120_000, tell = () => undefined }: Patience = {},
): Promise<boolean> => {
  let most = 0;
  for (let since = performance.now(); ; await wait(everyMs)) {
    const taken = (await look()) - before;
    if (taken > most) [most, since] = [taken, performance.now()];
    tell(Math.max(0, Math.min(taken, wanted)));
    if (taken >= wanted) return true;
    if (performance.now() - since > mostMs) return false;
  }
};
