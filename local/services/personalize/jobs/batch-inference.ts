import type { ControlApi } from "../control/api.ts";
import type { Context } from "../context.ts";
import { explorationOf } from "../exploration.ts";
import { lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import { invalid } from "../refusals.ts";
import { addBatch, placesOf, readBatch } from "./batch-request.ts";
import type { BatchInferenceRecord } from "./records.ts";
import { startBatchInference } from "./start-batch.ts";

/** As in real time. */
const MOST_RESULTS = 500;

const hasNoBatch = ["POPULAR_ITEMS", "USER_SEGMENTATION"];

export const batchInferenceJobs = (context: Context) => {
  const { platform, batchInferences } = context;
  const { clock } = platform;
  const shown = ({ arn: batchInferenceJobArn, name, versionArn, life }: BatchInferenceRecord) => ({
    batchInferenceJobArn,
    jobName: name,
    solutionVersionArn: versionArn,
    batchInferenceJobMode: "BATCH_INFERENCE" as const,
    ...lifeOf(life, clock.now()),
  });
  return {
    /** Answers at once; the job then reads its lines, asks the model and writes the answers. No campaign is needed. */
    CreateBatchInferenceJob(input) {
      const { batchInferenceJobConfig: config } = input;
      if (input.batchInferenceJobMode === "THEME_GENERATION" || input.themeGenerationConfig)
        throw invalid("THEME_GENERATION is not part of this local Personalize: it needs a language model.");
      if (config?.rankingInfluence) throw invalid("rankingInfluence is not part of this local Personalize.");
      const { job, recipe } = readBatch(context, input, { kind: "batch-inference-job", mostResults: MOST_RESULTS });
      if (hasNoBatch.includes(recipe.recipeType))
        throw invalid(`Batch inference jobs are not supported for recipe ${recipe.arn}.`);
      explorationOf(recipe.name, config);
      addBatch(context, batchInferences, { ...job, config });
      startBatchInference(context, job.arn);
      return { batchInferenceJobArn: job.arn };
    },
    DescribeBatchInferenceJob({ batchInferenceJobArn }) {
      const job = batchInferences.get(batchInferenceJobArn);
      return { batchInferenceJob: { ...shown(job), ...placesOf(job), batchInferenceJobConfig: job.config } };
    },
    ListBatchInferenceJobs(input) {
      const { solutionVersionArn: wanted } = input;
      const all = batchInferences.all().filter(({ versionArn }) => !wanted || versionArn === wanted);
      const { page, ...token } = pageOf(all, input);
      return { batchInferenceJobs: page.map(shown), ...token };
    },
  } satisfies ControlApi;
};
