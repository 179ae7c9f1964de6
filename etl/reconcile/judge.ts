import { setTimeout as sleep } from "node:timers/promises";
import type { Lake } from "../runner/lake.ts";
import { reconcile, type Reconciliation } from "./reconcile.ts";
import { progressOf, type Progress } from "./waiting.ts";

export interface Patience {
  /** Whether to wait until the lake job has taken everything. */
  readonly wait?: boolean | undefined;
  readonly onProgress?: (progress: Progress) => void;
  readonly pause?: () => Promise<unknown>;
  readonly now?: () => number;
}

/** The books, or what they cannot be judged before. */
export type Judgement = { readonly books: Reconciliation } | { readonly notYet: Progress };

const pauseMs = 2_000;
const patienceMs = 30 * 60_000;
const mostTries = 3;

/**
 * Reconcile once the lake job has taken all that lies in raw: before that T1 lacks it, and nothing is broken. When the job wrote T1
 * while it was read, it is read again. Waits as long as the job takes something every half an hour.
 */
export async function judge(lake: Lake, options: { allowUnfinished?: boolean } & Patience = {}): Promise<Judgement> {
  for (let tries = 1; ; tries += 1) {
    const before = await untilTaken(lake, options);
    if (before.waiting.length > 0) return { notYet: before };
    const books = await reconcile(lake, options);
    if (books.problems.length === 0) return { books };
    const { waiting, manifest } = await progressOf(lake);
    const hasMoved = waiting.length > 0 || manifest !== before.manifest;
    if (!hasMoved || tries === mostTries) return { books };
  }
}

async function untilTaken(
  lake: Lake,
  { wait = false, onProgress, pause = () => sleep(pauseMs), now = Date.now }: Patience,
): Promise<Progress> {
  let [fewest, since] = [Infinity, now()];
  for (;;) {
    const progress = await progressOf(lake);
    const { length } = progress.waiting;
    if (length > 0) onProgress?.(progress);
    if (length < fewest) [fewest, since] = [length, now()];
    if (!wait || length === 0 || now() - since > patienceMs) return progress;
    await pause();
  }
}

const lateMs = 15 * 60_000;

/** What there is to wait for, since when, and what to do. */
export function notYetText({ waiting, manifest }: Progress, now: number): string {
  const oldest = Math.min(...waiting.map(({ modifiedAt }) => modifiedAt));
  const seconds = Math.max(0, Math.round((now - oldest) / 1000));
  const age = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  const objects = waiting.length === 1 ? "1 object waits" : `${waiting.length} objects wait`;
  const advice =
    now - oldest > lateMs
      ? "It should have run by now: look at its last run and its log."
      : "Ask again when it has run, or let --wait do that.";
  const first = manifest === undefined ? " It has not run yet." : "";
  return `not yet: ${objects} for the lake job, the oldest for ${age}.${first} ${advice}`;
}
