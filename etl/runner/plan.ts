import { readFileSync } from "node:fs";
import { plainName } from "./table.ts";

/** What a job reads, computes and writes: `etl/plans/<name>.json`. `job.py` follows the same files on Glue. */
export interface Plan {
  name: string;
  /** Arguments besides `bucket`; `{name}` in a key stands for one. */
  arguments: string[];
  /** Photograph the product database into `raw/snapshots/` before anything is read. */
  snapshot: boolean;
  inputs: PlanInput[];
  /** SQL files in order; each becomes a table of its name that later ones may read. */
  steps: string[];
  outputs: PlanOutput[];
}

export type PlanInput =
  | { table: string; format: "ndjson"; prefixes: string[]; newest?: "taken"; skip?: string }
  | { table: string; format: "parquet"; prefixes: string[]; partitionBy: string };

/**
 * `parquet` and `csv` write `part-0` under the prefix `to`, one per value of `partitionBy`, and remove what an earlier run left there;
 * `json` writes one document. Documents are written after everything else, in the plan's order.
 */
export type PlanOutput =
  | { write: "parquet"; from: string; to: string; partitionBy?: string; orderBy: string[] }
  | { write: "csv"; from: string; to: string; orderBy: string[] }
  | { write: "json"; to: string; members: Record<string, JsonMember> };

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
  for (const name of plan.arguments) keyWith(args, `{${name}}`);
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
