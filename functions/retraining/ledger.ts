import type { Table } from "@millrace/core/aws/table";
import type { Live, Lock, Run, Tracker } from "@millrace/core/domain/run";

export type LedgerItem = Run | Lock | Live | Tracker;

/** What the chain writes down. Every write is conditional, so of two ticks that saw the same, one acts. */
export interface Ledger {
  run(id: string): Promise<Run | undefined>;
  /** The newest by name first. */
  runs(limit: number): Promise<Run[]>;
  /** False when a run of that id exists. */
  create(run: Run): Promise<boolean>;
  /** The run as written, its version one higher; undefined when somebody wrote since `run` was read. */
  save(run: Run): Promise<Run | undefined>;

  /** False when another run holds the lock. */
  lock(run: string): Promise<boolean>;
  /** Id of the run that holds the lock. */
  lockedBy(): Promise<string | undefined>;
  /** Frees the lock if that run holds it. */
  unlock(run: string): Promise<void>;

  live(campaign: string): Promise<Live | undefined>;
  /** Never overwrites what began to serve later. */
  setLive(live: Live): Promise<void>;

  tracker(): Promise<Tracker | undefined>;
  setTracker(trackingId: string): Promise<void>;
}

const isNew = { expression: "attribute_not_exists(#id)", names: { id: "id" } };
const openLock = { kind: "lock", id: "open" } as const;
const mainTracker = { kind: "tracker", id: "main" } as const;

/** The ledger in DynamoDB. */
export const ledger = (table: Table<LedgerItem>): Ledger => {
  const get = <Item extends LedgerItem>(kind: Item["kind"], id: string) =>
    table.get({ kind, id }) as Promise<Item | undefined>;

  return {
    run: (id) => get<Run>("run", id),
    runs: (limit) => table.query("kind", "run", { descending: true, limit }) as Promise<Run[]>,
    create: (run) => table.put(run, { onlyIf: isNew }),

    async save(run) {
      const next = { ...run, version: run.version + 1 };
      const unchanged = {
        expression: "#version = :read",
        names: { version: "version" },
        values: { read: run.version },
      };
      return (await table.put(next, { onlyIf: unchanged })) ? next : undefined;
    },

    lock: (run) => table.put({ ...openLock, run }, { onlyIf: isNew }),
    lockedBy: async () => (await get<Lock>("lock", openLock.id))?.run,
    async unlock(run) {
      await table.delete(openLock, { onlyIf: { expression: "#run = :run", names: { run: "run" }, values: { run } } });
    },

    live: (campaign) => get<Live>("live", campaign),
    async setLive(live) {
      const names = { id: "id", since: "since" };
      const expression = "attribute_not_exists(#id) or #since <= :since";
      await table.put(live, { onlyIf: { expression, names, values: { since: live.since } } });
    },

    tracker: () => get<Tracker>("tracker", mainTracker.id),
    async setTracker(trackingId) {
      await table.put({ ...mainTracker, trackingId });
    },
  };
};
