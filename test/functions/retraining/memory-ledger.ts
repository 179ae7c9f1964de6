import type { Live, Run, Tracker } from "@millrace/core/domain/run";
import type { Ledger } from "../../../functions/retraining/ledger.ts";

type Boundary = () => Promise<void>;

/** The ledger's promises kept in memory; `boundary` is passed before and after each effect. */
export const memoryLedger = (boundary: Boundary = async () => {}): Ledger => {
  const runs = new Map<string, Run>();
  const lives = new Map<string, Live>();
  let lockedBy: string | undefined;
  let tracker: Tracker | undefined;

  const atomically = async <T>(effect: () => T): Promise<T> => {
    await boundary();
    const result = structuredClone(effect());
    await boundary();
    return result;
  };

  return {
    run: (id) => atomically(() => runs.get(id)),
    runs: (limit) => atomically(() => [...runs.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)),
    create: (run) =>
      atomically(() => {
        if (runs.has(run.id)) return false;
        runs.set(run.id, structuredClone(run));
        return true;
      }),
    save: (run) =>
      atomically(() => {
        if (runs.get(run.id)?.version !== run.version) return undefined;
        const next = { ...structuredClone(run), version: run.version + 1 };
        runs.set(run.id, next);
        return next;
      }),
    lock: (run) => atomically(() => lockedBy === undefined && ((lockedBy = run), true)),
    lockedBy: () => atomically(() => lockedBy),
    unlock: (run) =>
      atomically(() => {
        if (lockedBy === run) lockedBy = undefined;
      }),
    live: (campaign) => atomically(() => lives.get(campaign)),
    setLive: (live) =>
      atomically(() => {
        if ((lives.get(live.id)?.since ?? 0) <= live.since) lives.set(live.id, live);
      }),
    tracker: () => atomically(() => tracker),
    setTracker: (trackingId) =>
      atomically(() => {
        tracker = { kind: "tracker", id: "main", trackingId };
      }),
  };
};
