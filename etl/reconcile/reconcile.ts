import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prefixes } from "@millrace/core/domain/lake";
import { openEngine } from "../runner/engine.ts";
import type { Lake } from "../runner/lake.ts";
import { accountsBy, keepBooks, totalOf, type Account } from "./books.ts";
import { loadFacts } from "./facts.ts";
import { findProblems, unfinishedRequests } from "./problems.ts";
import { changedSinceT1 } from "./witness.ts";

export interface Reconciliation {
  days: Map<string, Account>;
  sources: Map<string, Account>;
  total: Account;
  /** Requests with events that are neither stored nor refused, at most 100, in words. */
  unfinished: string[];
  /** Empty when received = accepted + rejected and accepted = unique + duplicates, for every request and every event. */
  problems: string[];
}

/**
 * Prove the accounting identity from the lake's objects alone: no counter and no mart is believed, and a
 * manifest only when it says that an object changed. Unfinished requests
 * break it unless they are allowed: whoever sent them got no answer and sends again, so nothing that was acknowledged is missing;
 * but an event that was stored and is lost looks the same, which is why that is for a person to say.
 */
export async function reconcile(lake: Lake, { allowUnfinished = false } = {}): Promise<Reconciliation> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-reconcile-")));
  const engine = await openEngine(scratch);
  try {
    const objects = await loadFacts(engine, lake, scratch);
    await keepBooks(engine);
    const days = await accountsBy("day", engine);
    const unfinished = await unfinishedRequests(engine, objects);
    const problems = [
      ...(await changedSinceT1(lake)),
      ...(allowUnfinished ? [] : unfinished),
      ...(await findProblems(engine, objects)),
    ];
    const failed = await lake.list(prefixes.errors);
    if (failed[0]) problems.push(`${failed[0].key}: Firehose could not deliver what this holds`);
    return { days, sources: await accountsBy("source", engine), total: totalOf(days.values()), unfinished, problems };
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
