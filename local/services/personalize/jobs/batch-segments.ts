import type { ControlApi } from "../control/api.ts";
import type { Context } from "../context.ts";
import { lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import { invalid } from "../refusals.ts";
import { addBatch, placesOf, readBatch } from "./batch-request.ts";
import type { SegmentRecord } from "./records.ts";
import { startBatchSegment } from "./start-batch.ts";

/** Source: API reference, CreateBatchSegmentJob. */
const MOST_RESULTS = 5_000_000;

export const batchSegmentJobs = (context: Context) => {
  const { platform, batchSegments } = context;
  const { clock } = platform;
  const shown = ({ arn: batchSegmentJobArn, name, versionArn, life }: SegmentRecord) => ({
    batchSegmentJobArn,
    jobName: name,
    solutionVersionArn: versionArn,
    ...lifeOf(life, clock.now()),
  });
  return {
    /** Answers at once; the job then finds for every item the users most inclined to it. */
    CreateBatchSegmentJob(input) {
      const { job, recipe } = readBatch(context, input, { kind: "batch-segment-job", mostResults: MOST_RESULTS });
      if (recipe.recipeType !== "USER_SEGMENTATION")
        throw invalid(`Batch segment jobs are not supported for recipe ${recipe.arn}.`);
      addBatch(context, batchSegments, job);
      startBatchSegment(context, job.arn);
      return { batchSegmentJobArn: job.arn };
    },
    DescribeBatchSegmentJob({ batchSegmentJobArn }) {
      const job = batchSegments.get(batchSegmentJobArn);
      return { batchSegmentJob: { ...shown(job), ...placesOf(job) } };
    },
    ListBatchSegmentJobs(input) {
      const { solutionVersionArn: wanted } = input;
      const all = batchSegments.all().filter(({ versionArn }) => !wanted || versionArn === wanted);
      const { page, ...token } = pageOf(all, input);
      return { batchSegmentJobs: page.map(shown), ...token };
    },
  } satisfies ControlApi;
};
