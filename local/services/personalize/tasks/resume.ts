import type { Context } from "../context.ts";
import { warmUp } from "../runtime/warm-up.ts";
import { startImport } from "./start-import.ts";
import { startTraining } from "./start-training.ts";

/** Takes up deletions, imports and trainings that the last stop left undone, and loads what campaigns serve from. */
export function resumeWork(context: Context): void {
  const { groups, datasets, imports, solutions, versions, campaigns, filters, trackers } = context;
  for (const shelf of [groups, datasets, solutions, versions, campaigns, filters, trackers]) shelf.resume();
  for (const { arn, life } of imports.all()) if (life.work === "due") startImport(context, arn);
  for (const { arn, life } of versions.all()) if (life.work === "due" && !life.stopping) startTraining(context, arn);
  setImmediate(() => campaigns.all().forEach((campaign) => warmUp(context, campaign.arn))); // after start-up
}
