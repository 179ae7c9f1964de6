import type { Context } from "../context.ts";
import { startBatchInference, startBatchSegment } from "./start-batch.ts";
import { startDeletion } from "./start-deletion.ts";

/** Takes up jobs that the last stop left undone. */
export function resumeJobs(context: Context): void {
  for (const { arn, life } of context.batchInferences.all()) if (life.work === "due") startBatchInference(context, arn);
  for (const { arn, life } of context.batchSegments.all()) if (life.work === "due") startBatchSegment(context, arn);
  for (const { arn, life } of context.deletions.all()) if (life.work === "due") startDeletion(context, arn);
}
