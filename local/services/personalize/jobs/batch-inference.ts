import type { ControlApi } from "../control/api.ts";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { explorationOf } from "../exploration.ts";
import { born, isUnderWay, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import { recipeOf } from "../recipe-list.ts";
import { invalid, limitExceeded, needed, notFound } from "../refusals.ts";
import { ownRole, readPlace } from "./places.ts";
import type { BatchInferenceRecord } from "./records.ts";
import { startBatchInference } from "./start-batch-inference.ts";

const MOST_UNDER_WAY = 5;
/** As in real time. */
const MOST_RESULTS = 500;

/** The filter of a batch job must be ACTIVE and of the solution's own group. */
export function batchFilter(context: Context, groupArn: string, filterArn: string | undefined): string | undefined {
  if (filterArn === undefined) return undefined;
  const filter = context.filters.getActive(filterArn);
  if (filter.groupArn !== groupArn) throw invalid(`Filter ${filterArn} belongs to another dataset group.`);
  return filter.arn;
}

export const batchInferenceJobs = (context: Context) => {
  const { platform, versions, solutions, batchInferences, arn } = context;
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
      const { solutionVersionArn, filterArn, numResults, batchInferenceJobConfig: config } = input;
      const name = needed(input.jobName, "jobName");
      const { s3DataSource: source } = needed(input.jobInput, "jobInput");
      const { s3DataDestination: destination } = needed(input.jobOutput, "jobOutput");
      const roleArn = ownRole(context, input.roleArn);
      const from = readPlace(source?.path, "jobInput.s3DataSource.path");
      const to = readPlace(destination?.path, "jobOutput.s3DataDestination.path");
      if (from === to) throw invalid("The output location must be different from the input location.");
      if (input.batchInferenceJobMode === "THEME_GENERATION" || input.themeGenerationConfig)
        throw invalid("THEME_GENERATION is not part of this local Personalize: it needs a language model.");
      if (config?.rankingInfluence) throw invalid("rankingInfluence is not part of this local Personalize.");
      if (numResults !== undefined && (numResults < 1 || numResults > MOST_RESULTS))
        throw invalid(`numResults must be from 1 to ${MOST_RESULTS}.`);
      const version = versions.getActive(solutionVersionArn);
      const recipe = recipeOf(solutions.find(version.solutionArn)?.recipeArn ?? "");
      if (!recipe) throw notFound(version.solutionArn);
      if (recipe.kind === "trending") throw invalid(`Batch inference jobs are not supported for recipe ${recipe.arn}.`);
      explorationOf(recipe.name, config);
      const job: BatchInferenceRecord = {
        arn: arn("batch-inference-job", name),
        name,
        groupArn: version.groupArn,
        versionArn: version.arn,
        filterArn: batchFilter(context, version.groupArn, filterArn),
        numResults,
        input: { path: from, kmsKeyArn: source?.kmsKeyArn },
        output: { path: to, kmsKeyArn: destination?.kmsKeyArn },
        roleArn,
        config,
        life: born(clock, ACTIVE_AFTER.batchInferenceJob, "due"),
      };
      const underWay = batchInferences.all().filter(({ life }) => isUnderWay(life, clock.now()));
      if (!batchInferences.find(job.arn) && underWay.length >= MOST_UNDER_WAY)
        throw limitExceeded(`More than ${MOST_UNDER_WAY} resources with PENDING or IN_PROGRESS status.`);
      batchInferences.add(job);
      startBatchInference(context, job.arn);
      return { batchInferenceJobArn: job.arn };
    },
    DescribeBatchInferenceJob({ batchInferenceJobArn }) {
      const job = batchInferences.get(batchInferenceJobArn);
      const { filterArn, numResults, input, output, roleArn, config } = job;
      return {
        batchInferenceJob: {
          ...shown(job),
          filterArn,
          numResults,
          jobInput: { s3DataSource: input },
          jobOutput: { s3DataDestination: output },
          roleArn,
          batchInferenceJobConfig: config,
        },
      };
    },
    ListBatchInferenceJobs(input) {
      const { solutionVersionArn: wanted } = input;
      const all = batchInferences.all().filter(({ versionArn }) => !wanted || versionArn === wanted);
      const { page, ...token } = pageOf(all, input);
      return { batchInferenceJobs: page.map(shown), ...token };
    },
  } satisfies ControlApi;
};
