import { existsSync, rmSync } from "node:fs";
import type { Context } from "../context.ts";
import { datasetArn } from "../data/catalogue.ts";
import { unfold } from "../runtime/fresh-model.ts";
import { WorkFailed } from "../tasks/workshop.ts";
import type { DeleteResult, DeleteTask } from "./delete-users.ts";
import { inputFiles } from "./places.ts";
import type { DeletionRecord } from "./records.ts";
import { runJob } from "./run-job.ts";

/** Source: developer guide, "Deleting users": the total size of the input files. */
const MOST_BYTES = 100 * 1024 ** 2;

export const startDeletion = (context: Context, arn: string): void =>
  runJob(context, context.deletions, arn, async (job) => {
    const lists = await inputFiles(context, job.dataLocation, job.roleArn, "one file or folder");
    if (lists.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES)
      throw new WorkFailed("The input is larger than 100 MB.");
    const files = lists.map(({ path }) => path);
    const result = await context.workshop.run(() => ({ kind: "delete", lists: files, files: filesOf(context, job) }));
    return { numDeleted: result.deleted + forget(context, job, result) };
  });

/** What is written anew gets a name of its own, so that a reader sees the old file or the new one. */
const renewed = (file: string, { name }: DeletionRecord) => `${file.replace(/(\.less-[^/]*)+$/, "")}.less-${name}`;

function filesOf({ datasets, versions, path }: Context, job: DeletionRecord): DeleteTask["files"] {
  const places = (kind: DeleteTask["files"][number]["kind"], files: readonly string[]): DeleteTask["files"] =>
    files.map((file) => ({ kind, from: path(file), to: path(renewed(file, job)) }));
  const partsOf = (type: "INTERACTIONS" | "USERS") =>
    (datasets.find(datasetArn(job.groupArn, type))?.parts ?? []).map(({ file }) => file);
  const models = versions.all().flatMap(({ groupArn, file }) => (groupArn === job.groupArn ? [file] : []));
  return [
    ...places("interactions", partsOf("INTERACTIONS")),
    ...places("users", partsOf("USERS")),
    ...places(
      "model",
      models.filter((file) => existsSync(path(file))),
    ),
  ];
}

/** Everything at once: the new files take the old ones' places, and what was streamed is gone. Returns how much was streamed. */
function forget(context: Context, job: DeletionRecord, { users, written }: DeleteResult): number {
  const { platform, datasets, versions, events, impressions, rows, path } = context;
  const isNew = new Set(written);
  const old: string[] = [];
  const replaced = (file: string): string => {
    const next = renewed(file, job);
    if (!isNew.has(path(next))) return file;
    old.push(file);
    return next;
  };
  const streamed = platform.state.transaction(() => {
    for (const dataset of datasets.all()) {
      if (dataset.groupArn !== job.groupArn || dataset.type === "ITEMS") continue;
      datasets.put({ ...dataset, parts: dataset.parts.map((part) => ({ ...part, file: replaced(part.file) })) });
    }
    for (const version of versions.all())
      if (version.groupArn === job.groupArn) versions.put({ ...version, file: replaced(version.file) });
    impressions.forgetUsers(job.groupArn, users);
    return events.forgetUsers(job.groupArn, users) + rows.forgetRows(datasetArn(job.groupArn, "USERS"), users);
  });
  unfold(context);
  for (const file of old) rmSync(path(file), { force: true });
  return streamed;
}
