import { setTimeout as wait } from "node:timers/promises";
import type { Run } from "@millrace/core/domain/run";
import { run as runWord } from "../words.ts";
import type { Operator } from "./api.ts";

/** Thrown when something the demo waits for does not come. */
export class TooLong extends Error {
  override readonly name = "TooLong";
}

const everyMs = 400;
const patienceMs = 5 * 60_000;

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  const started = Date.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() - started > patienceMs) throw new TooLong(`${what} has not come in ${patienceMs / 60_000} minutes`);
    await wait(everyMs);
  }
};

/** What `marts/counts.json` says of the lake. */
export interface Counts {
  readonly raw: { objects: number; lines: number };
  readonly t1: { unique: number; duplicates: number; partitions: number };
  readonly quarantine: { lines: number };
}

const waitForCounts = (
  aws: Operator,
  storedOf: (counts: Counts) => number,
  wanted: number,
  tell: (stored: number) => void,
): Promise<Counts> =>
  until("the lake", async () => {
    const counts = await aws.readJson<Counts>("marts/counts.json");
    const stored = counts === undefined ? 0 : storedOf(counts);
    tell(stored);
    return counts !== undefined && stored >= wanted ? counts : undefined;
  });

/** Waits until the ETL has taken in as many lines as were accepted, those that say an event once more included. */
export const waitForLake = (aws: Operator, accepted: number, tell: (stored: number) => void): Promise<Counts> =>
  waitForCounts(aws, ({ t1 }) => t1.unique + t1.duplicates, accepted, tell);

/** Waits until the ETL has stored so many events, however often each was sent. */
export const waitForEvents = (aws: Operator, events: number, tell: (stored: number) => void): Promise<Counts> =>
  waitForCounts(aws, ({ t1 }) => t1.unique, events, tell);

/** Waits until a run has ended. Throws with its reason when it failed. */
export const waitForRun = (aws: Operator, id: string, tell: (run: Run) => void): Promise<Run> =>
  until(`the end of run ${id}`, async () => {
    const run = (await aws.runs()).find((candidate) => candidate.id === id);
    if (run === undefined) return undefined;
    tell(run);
    if (run.status === "failed") throw new Error(`${runWord(run)} failed: ${run.failureReason ?? "no reason given"}`);
    return run.status === "succeeded" ? run : undefined;
  });
