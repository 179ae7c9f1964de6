import type { Dataset } from "./datasets.ts";
import type { Trouble } from "./trouble.ts";

/** The retraining chain in order; each name is also its Lambda's. */
export const stepNames = [
  "export-datasets",
  "import-datasets",
  "train-models",
  "judge-models",
  "deploy-campaigns",
  "announce",
] as const;
export type StepName = (typeof stepNames)[number];

/** One retraining, as the ledger keeps it and the console draws it. All times are ms since the epoch, UTC. */
export interface Run {
  kind: "run";
  /** `2026-11-21`, then `2026-11-21-2` …: also the name of everything the run creates. */
  id: string;
  status: "open" | "succeeded" | "failed";
  /** The step the run waits at; null once it has ended. */
  step: StepName | null;
  openedAt: number;
  /** "schedule", or who asked. */
  openedBy: string;
  /** Id of the scheduled event that opened it: one event delivered twice opens one run. */
  trigger?: string;
  /** It began at this step, with what run `base` gave to the ones before. */
  from?: StepName;
  base?: string;
  /** It waits for no source and no quota of its own. */
  force?: true;
  /** It puts back older models. */
  rollback?: true;
  updatedAt: number;
  endedAt?: number;
  steps: Record<StepName, StepRecord>;
  failureReason?: string;
  /** Counts the writes; every write names the version it read, so the second of two ticks changes nothing. */
  version: number;
}

export interface StepRecord {
  status: "waiting" | "running" | "done" | "failed";
  /** How often the step was asked to start something. */
  attempts: number;
  startedAt?: number;
  endedAt?: number;
  output?: unknown;
  /** What was true when the step began what it began, for the history. */
  facts?: unknown;
  /** What the step saw last, for people. */
  message?: string;
  failureReason?: string;
  /** Somebody is starting something and dies by then (ms) at the latest; until it is gone or over, nobody else starts anything. */
  claim?: { until: number };
  /** AWS has answered with trouble of this kind ever since (ms), and with nothing else. */
  trouble?: { kind: Trouble; since: number };
}

/** While it exists, `run` is open and no other may be. */
export interface Lock {
  kind: "lock";
  id: "open";
  run: string;
}

/** What a campaign serves now: written when a deployment is ACTIVE, read by `recommend`. */
export interface Live {
  kind: "live";
  /** The campaign's name in pipeline.yml. */
  id: string;
  campaignArn: string;
  solutionVersionArn: string;
  recipe: string;
  /** The run whose model it is. */
  run: string;
  since: number;
  /** ARNs of the filters by their names in pipeline.yml. */
  filters?: Record<string, string>;
}

/** Where real-time events go: written by import-datasets, read by `collect`. */
export interface Tracker {
  kind: "tracker";
  id: "main";
  trackingId: string;
}

/** Whom it concerned was told; `id` names the news. */
export interface Told {
  kind: "told";
  id: string;
  at: number;
}

/** How the promises stood when `watch` looked last. */
export interface Watched {
  kind: "watched";
  id: "main";
  at: number;
  promises: readonly { name: string; holds: boolean; measured: string; breach?: string }[];
}

/** `t2/<run>/manifest.json`: row counts of a finished export, and when its newest event happened (ms). */
export interface Manifest extends Record<Dataset, number> {
  run: string;
  lastEventTime?: number | string | null;
  /** Interactions withheld to judge models by. */
  heldOut?: number;
  sources?: unknown;
  /** The run whose export this one was compared with, and how many interactions that held; "none" and 0 where there was none. */
  since?: string;
  imported?: number;
  /** Interactions that the other did not hold, under `new/`. */
  newInteractions?: number;
  /** Those that it held and this one does not, and people of whom some are gone because they may not be known any more. */
  goneInteractions?: number;
  gonePeople?: number;
}

/** Why an import was full where nobody asked for anything else. */
export const wantedFull = "pipeline.yml wants full imports";

/** How a run imported its interactions: what the next one must know to import only what is new. */
export interface ImportedInteractions {
  mode: "FULL" | "INCREMENTAL";
  /** Why it was full; what it came on top of when it was not. */
  why: string;
  /** The run whose export it was, and how many interactions Personalize holds since then: with an incremental one also those that are none any more. */
  exported: string;
  rows: number;
  /** When the run was opened that imported all of it last, ms. */
  lastFull: number;
  schemaArn: string;
}

/** import-datasets → train-models. */
export interface Imported {
  datasetGroupArn: string;
  trackingId: string;
  importJobs: Partial<Record<Dataset, string>>;
  filters: Record<string, string>;
  interactions?: ImportedInteractions;
  /** Digest of what was exported: the same word, the same data. Absent where that cannot be told. */
  data?: string;
}

/** train-models → judge-models. */
export interface TrainedModel {
  solution: string;
  recipe: string;
  solutionVersionArn: string;
  /** Digest of its data, recipe and settings: the same word, the same model. */
  learnedFrom?: string;
  /** The earlier run that trained it; this one had nothing new to train it on. */
  trainedBy?: string;
}

/** judge-models → deploy-campaigns, and the console's list of models. */
export interface Judged {
  models: JudgedModel[];
}

export interface JudgedModel extends TrainedModel {
  /** As Personalize measured it, by its own names. */
  metrics: Record<string, number>;
  /** The same measured by us, on people whose newest interactions it has not seen. */
  heldOut?: HeldOutMetrics;
  verdict: Verdict;
  reasons: string[];
}

export interface HeldOutMetrics {
  users: number;
  metrics: Record<string, number>;
  /** Of the version that served then, on those of them that are news to it as well. */
  live?: { users: number; metrics: Record<string, number> };
}

/** `baseline`: trained to be compared with, deployed nowhere. `unchanged`: it serves already. */
export type Verdict = "deploy" | "keep" | "baseline" | "unchanged";

/** deploy-campaigns → announce: `deployed` and `kept` name campaigns. */
export interface Deployed {
  deployed: string[];
  kept: string[];
}
