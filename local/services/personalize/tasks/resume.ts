import type { Context } from "../context.ts";
import { resumeJobs } from "../jobs/resume.ts";
import { whenReady } from "./follow-latest.ts";
import { startImport } from "./start-import.ts";
import { followWhenActive, startTraining } from "./start-training.ts";
import { awaitTraining } from "./train-by-itself.ts";

/** Takes up what the last stop left undone: deletions, imports, trainings; and loads what campaigns serve from. */
export function resumeWork(context: Context): void {
  const { groups, datasets, imports, solutions, versions, campaigns, filters, trackers } = context;
  for (const shelf of [groups, datasets, solutions, versions, campaigns, filters, trackers]) shelf.resume();
  for (const { arn, life } of imports.all()) if (life.work === "due") startImport(context, arn);
  for (const { arn, life } of versions.all()) if (life.work === "due" && !life.stopping) startTraining(context, arn);
  resumeJobs(context);
  for (const version of versions.all()) followWhenActive(context, version);
  for (const { arn } of solutions.all()) awaitTraining(context, arn);
  for (const { arn, life, update } of campaigns.all()) whenReady(context, arn, (update?.life ?? life).endsAt);
}
