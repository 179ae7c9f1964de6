import type { DeleteResult, DeleteTask } from "../jobs/delete-users.ts";
import type { Answered } from "../jobs/answer-lines.ts";
import type { InferTask } from "../jobs/infer.ts";
import type { SegmentTask } from "../jobs/segment.ts";
import type { Metrics } from "../../../recommender/metrics.ts";
import type { RecipeOptions } from "../../../recommender/recipe-options.ts";
import type { RecipeKind } from "../../../recommender/recipes.ts";
import type { Field } from "../schema-fields.ts";
import type { DatasetType } from "../records.ts";
import type { RowsPlace } from "./dataset-rows.ts";

/** Read CSV files into one packed part. */
export interface ImportTask {
  kind: "import";
  type: DatasetType;
  fields: Field[];
  files: string[];
  output: string;
}

export interface EventRule {
  eventType: string;
  threshold?: number;
  weight?: number;
}

/** Train on imported parts and streamed events. */
export interface TrainTask {
  kind: "train";
  recipe: RecipeKind;
  groupArn: string;
  /** Parts of the Interactions dataset. */
  parts: string[];
  /** The state's database, for the streamed events; they are read only up to `streamedThrough`. */
  database: string;
  streamedThrough: number;
  /** Of which every item may be recommended, touched or not. */
  items: RowsPlace;
  /** Absent where the recipe does not ask what visitors are. */
  users?: RowsPlace;
  /** Only events of these types count, when there are any. */
  rules: EventRule[];
  options: RecipeOptions;
  /** Bytes it may take. */
  memory: number;
  output: string;
}

/** What a training is at, and how far that is, 0 to 1. */
export interface Progress {
  doing: string;
  share: number;
}

export type Task = ImportTask | TrainTask | InferTask | SegmentTask | DeleteTask;

export interface ImportResult {
  rows: number;
}

export interface TrainResult {
  metrics: Metrics;
  seconds: number;
}

export type TaskResult<T extends Task> = T extends ImportTask
  ? ImportResult
  : T extends TrainTask
    ? TrainResult
    : T extends InferTask | SegmentTask
      ? Answered
      : DeleteResult;
