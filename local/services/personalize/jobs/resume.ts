import type { Context } from "../context.ts";
import { startBatchInference } from "./start-batch-inference.ts";
import { startDeletion } from "./start-deletion.ts";

/** Takes up jobs that the last stop left undone. */
export function resumeJobs(context: Context): void {
  for (const { arn, life } of context.batchInferences.all()) if (life.work === "due") startBatchInference(context, arn);
  for (const { arn, life } of context.deletions.all()) if (life.work === "due") startDeletion(context, arn);
}
