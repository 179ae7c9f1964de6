import type * as sdk from "@aws-sdk/client-glue";
import type { Platform } from "../../kernel/platform.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { page } from "./paging.ts";
import { alreadyExists, invalid, notFound } from "./refusals.ts";

/** Job definitions as they are kept; dates are ISO text in the state and made dates again here. */
export const openJobs = ({ state }: Platform) => {
  const kept = state.collection<sdk.Job>("glue/jobs");
  const restored = (job: sdk.Job): sdk.Job => ({
    ...job,
    CreatedOn: new Date(job.CreatedOn ?? 0),
    LastModifiedOn: new Date(job.LastModifiedOn ?? 0),
  });
  return {
    get(name = ""): sdk.Job | undefined {
      const job = kept.get(name);
      return job && restored(job);
    },
    /** Throws EntityNotFoundException. */
    named(name = ""): sdk.Job {
      const job = kept.get(name);
      if (!job) throw notFound(`Job ${name} not found.`);
      return restored(job);
    },
    list: (): sdk.Job[] => kept.list().map(({ value }) => restored(value)),
    put: (job: sdk.Job): void => kept.put(job.Name ?? "", job),
    delete: (name = ""): boolean => kept.delete(name),
  };
};

export type Jobs = ReturnType<typeof openJobs>;

/** What Glue fills in: source, API reference of CreateJob. */
const withDefaults = (job: sdk.JobUpdate): sdk.JobUpdate => {
  if (job.JobRunQueuingEnabled) throw invalid("JobRunQueuingEnabled is not part of this local AWS.");
  return {
    ...job,
    MaxRetries: job.MaxRetries ?? 0,
    Timeout: job.Timeout ?? 2880,
    ExecutionProperty: { MaxConcurrentRuns: job.ExecutionProperty?.MaxConcurrentRuns ?? 1 },
  };
};

export const jobOperations = (jobs: Jobs, { clock }: Platform): Partial<Api<typeof sdk>> => ({
  CreateJob({ Name, Tags: _tags, ...definition }) {
    if (jobs.get(Name)) throw alreadyExists(`Job ${Name} already exists.`);
    const now = new Date(clock.now());
    jobs.put({ ...withDefaults(definition), Name, CreatedOn: now, LastModifiedOn: now });
    return { Name };
  },
  GetJob: ({ JobName }) => ({ Job: jobs.named(JobName) }),
  GetJobs(asked) {
    const { items, next } = page(jobs.list(), asked);
    return { Jobs: items, NextToken: next };
  },
  ListJobs({ Tags, ...asked }) {
    if (Tags && Object.keys(Tags).length > 0) throw invalid("Tags of jobs are not kept by this local AWS.");
    const { items, next } = page(jobs.list(), asked);
    return { JobNames: items.flatMap(({ Name }) => Name ?? []), NextToken: next };
  },
  UpdateJob({ JobName, JobUpdate = {} }) {
    const { Name, CreatedOn } = jobs.named(JobName);
    jobs.put({ ...withDefaults(JobUpdate), Name, CreatedOn, LastModifiedOn: new Date(clock.now()) });
    return { JobName };
  },
  /** Deleting what is not there is no error in Glue. */
  DeleteJob({ JobName }) {
    jobs.delete(JobName);
    return { JobName };
  },
});
