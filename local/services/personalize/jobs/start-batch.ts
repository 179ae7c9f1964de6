import { readFileSync, rmSync } from "node:fs";
import type { Context } from "../context.ts";
import { explorationOf } from "../exploration.ts";
import { recipeOf } from "../recipe-list.ts";
import type { Shelf } from "../shelf.ts";
import { fileName } from "../tasks/file-name.ts";
import { WorkFailed } from "../tasks/workshop.ts";
import { groupPlace } from "./group-place.ts";
import type { InferTask } from "./infer.ts";
import { type InputFile, inputFiles, outputName, putResult } from "./places.ts";
import type { BatchInferenceRecord, BatchRecord, SegmentRecord } from "./records.ts";
import { runJob } from "./run-job.ts";
import type { SegmentTask } from "./segment.ts";

const DEFAULT_RESULTS = 25;
/** Source: developer guide, "Amazon Personalize endpoints and quotas". */
const MOST_FILES = 1000;
const MOST_BYTES = 1024 ** 3;
/** Until a streamed event is considered. Source: developer guide, "How new data influences batch recommendations". */
const CONSIDERED_AFTER = 15 * 60_000;

type Files = InferTask["files"];

export const startBatchInference = (context: Context, arn: string): void =>
  runBatch(context, context.batchInferences, arn, inferTask);

export const startBatchSegment = (context: Context, arn: string): void =>
  runBatch(context, context.batchSegments, arn, segmentTask);

/** Lines in, a task over them, lines out. */
function runBatch<T extends BatchRecord>(
  context: Context,
  shelf: Shelf<T>,
  arn: string,
  taskOf: (context: Context, job: T, files: Files) => InferTask | SegmentTask,
): void {
  runJob(context, shelf, arn, async (job) => {
    const { input, output, roleArn } = job;
    const files = await inputFiles(context, input.path, roleArn);
    checkInput(files);
    const folder = context.path(`personalize/batch/${fileName(job.arn)}`);
    const outputs = files.map(({ key, path }, at) => ({ key, input: path, output: `${folder}/${at}` }));
    try {
      await context.workshop.run(() => taskOf(context, job, outputs));
      for (const { key, output: file } of outputs) {
        const name = outputName(input.path, key);
        await putResult(context, { path: output.path, roleArn, name, body: readFileSync(file) });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return {};
  });
}

function checkInput(files: readonly InputFile[]): void {
  if (files.length > MOST_FILES) throw new WorkFailed(`The input has more than ${MOST_FILES} files.`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MOST_BYTES) throw new WorkFailed("The input is larger than 1 GB.");
}

/** What both kinds of task ask of. Throws WorkFailed when it was deleted meanwhile. */
function asked({ versions, solutions, filters, path }: Context, job: BatchRecord) {
  const version = versions.find(job.versionArn);
  const recipe = recipeOf(solutions.find(version?.solutionArn ?? "")?.recipeArn ?? "");
  if (!version || !recipe) throw new WorkFailed("The solution version was deleted.");
  const filter = job.filterArn === undefined ? undefined : filters.find(job.filterArn);
  if (job.filterArn !== undefined && !filter) throw new WorkFailed("The filter was deleted.");
  const limit = job.numResults ?? DEFAULT_RESULTS;
  return { version, recipe, common: { model: path(version.file), limit, filter: filter?.expression } };
}

function inferTask(context: Context, job: BatchInferenceRecord, files: Files): InferTask {
  const { clock } = context.platform;
  const { version, recipe, common } = asked(context, job);
  const waited = clock.due(CONSIDERED_AFTER) - clock.now();
  return {
    kind: "infer",
    ...groupPlace(context, job.groupArn),
    ...common,
    exploration: explorationOf(recipe.name, job.config),
    streamedThrough: version.streamedThrough ?? 0,
    knownUntil: (clock.now() - waited) / 1000,
    files,
  };
}

const segmentTask = (context: Context, job: SegmentRecord, files: Files): SegmentTask => ({
  kind: "segment",
  ...groupPlace(context, job.groupArn),
  ...asked(context, job).common,
  files,
});
