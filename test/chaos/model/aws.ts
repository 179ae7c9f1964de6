import type { Live, Run, Tracker } from "@millrace/core/domain/run";
import type { Ledger } from "../../../functions/retraining/ledger.ts";
import type { Effect } from "./lambdas.ts";

/** How often things were made: the name of the thing → times. */
export type Counts = Map<string, number>;

interface Made {
  readonly name: string;
  readonly readyAt: number;
}

/** A service that takes a name once, or (`refusesNames` false) as often as it is given. */
export class Service {
  readonly made: Made[] = [];
  readonly refusesNames: boolean;
  /** Most that may be under way at once. */
  readonly most: number;

  constructor(refusesNames: boolean, most = 100) {
    this.refusesNames = refusesNames;
    this.most = most;
  }

  find(name: string): Made | undefined {
    return this.made.find((made) => made.name === name);
  }

  /** False when the name is taken or too many are under way. */
  create(name: string, now: number, takesMs: number): boolean {
    if (this.refusesNames && this.find(name)) return false;
    if (this.made.filter(({ readyAt }) => readyAt > now).length >= this.most) return false;
    this.made.push({ name, readyAt: now + takesMs });
    return true;
  }

  /** Names made more than once. */
  doubled(): number {
    return this.made.length - new Set(this.made.map(({ name }) => name)).size;
  }
}

/** All that Lambdas share. */
export class Aws {
  now = 0;
  readonly jobs: Service;
  readonly imports: Service;
  readonly trainings: Service;
  readonly batches: Service;
  readonly cards = new Set<string>();
  readonly runs = new Map<string, Run>();
  campaign: { version: string; readyAt: number } | undefined;
  updates = 0;
  live: Live | undefined;
  lockedBy: string | undefined;

  /** Glue takes no names, but has room for one run; Personalize's names are taken once, unless a design does without them. */
  constructor(refusesNames: boolean) {
    this.jobs = new Service(false, 1);
    this.imports = new Service(refusesNames);
    this.trainings = new Service(refusesNames);
    this.batches = new Service(refusesNames);
  }

  /** The ledger as one Lambda sees it. Runs are never changed in place, so none is copied. */
  ledger(effect: Effect): Ledger {
    return {
      run: (id) => effect(() => this.runs.get(id)),
      runs: () => effect(() => [...this.runs.values()].reverse()),
      create: (run) => effect(() => !this.runs.has(run.id) && (this.runs.set(run.id, run), true)),
      save: (run) =>
        effect(() => {
          if (this.runs.get(run.id)?.version !== run.version) return undefined;
          const next = { ...run, version: run.version + 1 };
          this.runs.set(run.id, next);
          return next;
        }),
      lock: (run) => effect(() => this.lockedBy === undefined && ((this.lockedBy = run), true)),
      lockedBy: () => effect(() => this.lockedBy),
      unlock: (run) =>
        effect(() => {
          if (this.lockedBy === run) this.lockedBy = undefined;
        }),
      live: () => effect(() => this.live),
      setLive: (live) => effect(() => void (this.live = live)),
      tracker: () => effect((): Tracker | undefined => undefined),
      setTracker: () => effect(() => undefined),
    };
  }
}
