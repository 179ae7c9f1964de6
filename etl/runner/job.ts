import type { Lake } from "./lake.ts";
import type { PlanArguments } from "./plan.ts";

/** One run of a plan. */
export interface Job {
  lake: Lake;
  args: PlanArguments;
  /** ms; only says when documents were generated. */
  now: number;
  /** Names the run in the documents. */
  job: string;
  /** What the product database gave, for the manifest. */
  sources?: Record<string, unknown>;
  progress: (message: string) => void;
}
