import type * as sdk from "@aws-sdk/client-glue";
import type { Api } from "../../kernel/wire/service.ts";
import type { Jobs } from "./jobs.ts";
import { page } from "./paging.ts";
import { invalid, notFound } from "./refusals.ts";
import type { Runner } from "./runner.ts";
import { describedRun, type Runs } from "./runs.ts";

export const runOperations = (jobs: Jobs, runs: Runs, runner: Runner): Partial<Api<typeof sdk>> => {
  const stop = (job: string, id: string): sdk.BatchStopJobRunError | undefined => {
    const failed = (error: Error): sdk.BatchStopJobRunError => ({
      JobName: job,
      JobRunId: id,
      ErrorDetail: { ErrorCode: error.name, ErrorMessage: error.message },
    });
    const run = runs.of(job).find((candidate) => candidate.id === id);
    if (!run) return failed(notFound(`Job run ${id} of job ${job} not found.`));
    if (runs.isOver(run)) return failed(invalid(`Job run ${id} is ${run.state} and cannot be stopped.`));
    runner.stop(run);
    return undefined;
  };

  return {
    StartJobRun(asked) {
      if (asked.JobRunId) throw invalid("Retrying a run by JobRunId is not part of this local AWS.");
      if (asked.JobRunQueuingEnabled) throw invalid("JobRunQueuingEnabled is not part of this local AWS.");
      const run = runs.begin(jobs.named(asked.JobName), asked);
      runner.launch(run);
      return { JobRunId: run.id };
    },
    GetJobRun: ({ JobName, RunId }) => ({ JobRun: describedRun(runs.named(JobName, RunId)) }),
    GetJobRuns({ JobName = "", ...asked }) {
      const all = runs.of(JobName);
      if (all.length === 0) jobs.named(JobName);
      const { items, next } = page(all, asked);
      return { JobRuns: items.map(describedRun), NextToken: next };
    },
    BatchStopJobRun({ JobName = "", JobRunIds = [] }) {
      const outcomes = JobRunIds.map((id) => ({ id, error: stop(JobName, id) }));
      return {
        SuccessfulSubmissions: outcomes
          .filter(({ error }) => error === undefined)
          .map(({ id }) => ({ JobName, JobRunId: id })),
        Errors: outcomes.flatMap(({ error }) => error ?? []),
      };
    },
  };
};
