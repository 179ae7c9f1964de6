import { readFileSync } from "node:fs";
import { plainName } from "./table.ts";

/** What a job reads, computes and writes: `etl/plans/<name>.json`. `job.py` follows the same files on Glue. */
export interface Plan {
  name: string;
  /** Plans to follow one after the other; such a plan has nothing else. */
  plans?: string[];
  /** Arguments besides `bucket`; `{name}` in a key stands for one. */
  arguments: string[];
  /** Arguments that may be left out, and what they are then. */
  optional?: Record<string, string>;
  /** A document that says that all is done for these arguments: a run that finds it changes nothing. */
  once?: string;
  /** Photograph the product database into `raw/snapshots/` before anything is read. */
  snapshot: boolean;
  inputs: PlanInput[];
  /** SQL files in order; each becomes a table of its name that later ones may read. */
  steps: string[];
  /** Steps that are read once, so that their rows need not be kept. */
  views?: string[];
  /** Steps whose rows of one partition need only that partition's rows and what steps before them found, so they may be made one by one. */
  eachPartition?: string[];
  outputs: PlanOutput[];
}

export type PlanInput = LinesInput | ParquetInput | CsvInput;

/** What an earlier run wrote as CSV. Prefixes may hold arguments. */
export interface CsvInput {
  table: string;
  format: "csv";
  prefixes: string[];
  /** All of it, always. */
  take?: undefined;
  days?: undefined;
}

export interface LinesInput {
  table: string;
  format: "ndjson";
  prefixes: string[];
  newest?: "taken";
  skip?: string;
  /** `new`: objects that no run has taken yet. `counts`: what earlier runs counted of each object; rows are not wanted. */
  take?: "new" | "counts";
}

export interface ParquetInput {
  table: string;
  /** The name SQL knows it by, when one table is read in two ways. */
  as?: string;
  format: "parquet";
  prefixes: string[];
  partitionBy: string;
  /**
   * `touched`: what is stored of the partitions that new rows belong to; nothing when all is computed anew. `changed`:
   * partitions that are not as the last run saw them. `recent`: the last `days` calendar days up to the newest partition.
   */
  take?: "touched" | "changed" | "recent";
  days?: number;
}

/**
 * `parquet` and `csv` write `part-0` under the prefix `to`, one per value of `partitionBy`, and remove what an earlier run left there;
 * `json` writes one document. Documents are written after everything else, in the plan's order. A `daily` table is computed for
 * changed days only: rows of other days stay as they are, and later steps see them too, those of the last `days` of its partitions.
 */
export type PlanOutput = ParquetOutput | CsvOutput | JsonOutput;

export interface ParquetOutput {
  write: "parquet";
  from: string;
  to: string;
  partitionBy?: string;
  daily?: string;
  days?: number;
  orderBy: string[];
}

export interface CsvOutput {
  write: "csv";
  from: string;
  to: string;
  orderBy: string[];
}

export interface JsonOutput {
  write: "json";
  to: string;
  members: Record<string, JsonMember>;
}

/** Where a member of a JSON document comes from. */
export type JsonMember =
  | { rows: string } // every row of a table, as the SQL ordered them
  | { row: string } // its only row
  | { value: string } // the only column of its only row
  | { count: string } // how many rows it has
  | { argument: string }
  | { fact: "inputs" | "outputs" | "sources" | "job" | "generatedAt" };

/** Members that differ between two runs over the same data; a document that differs in nothing else is left alone. */
export const passing = new Set(["generatedAt", "job"]);

export function readPlan(name: string): Plan {
  return JSON.parse(readFileSync(new URL(`../plans/${plainName(name)}.json`, import.meta.url), "utf8")) as Plan;
}

export type PlanArguments = Record<string, string>;

/** Before anything is read or written. Throws RangeError for an argument that is missing or is no name. */
export function checkArguments(plan: Plan, args: PlanArguments): void {
  for (const name of plan.arguments ?? []) keyWith(args, `{${name}}`);
}

/** Put arguments into a key. Throws RangeError for a value that could leave its folder. */
export function keyWith(args: PlanArguments, key: string): string {
  return key.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = args[name] ?? "";
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value))
      throw new RangeError(`--${name} ${JSON.stringify(value)}: letters, digits, dot, dash and underscore only`);
    return value;
  });
}
