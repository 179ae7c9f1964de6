import { randomBytes } from "node:crypto";
import type { Job, JobRun, StartJobRunRequest } from "@aws-sdk/client-glue";
import type { BusEvent, Platform } from "../../kernel/platform.ts";
import { concurrentRuns, notFound } from "./refusals.ts";

export type EndState = "SUCCEEDED" | "FAILED" | "STOPPED" | "TIMEOUT";
export type RunState = "STARTING" | "RUNNING" | "STOPPING" | EndState;

/** A job run as it is kept. What it needs of its job is copied at the start, as the job may change meanwhile. */
export interface Run {
  readonly id: string;
  readonly job: string;
  /** Counts the runs of a job, so that runs of one millisecond keep their order. */
  readonly sequence: number;
  readonly state: RunState;
  readonly attempt: number;
  readonly previous?: string;
  readonly retriesLeft: number;
  readonly script: string;
  /** Name or ARN of the role it runs as. */
  readonly role?: string;
  /** As StartJobRun was given them. */
  readonly given: Readonly<Record<string, string>>;
  /** As the script gets them. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  /** ms since the epoch, as are the two below. */
  readonly startedOn: number;
  readonly modifiedOn: number;
  readonly completedOn?: number;
  readonly errorMessage?: string;
}

const isOver = ({ state }: Run): boolean => !["STARTING", "RUNNING", "STOPPING"].includes(state);

const said: Readonly<Record<EndState, { severity: string; message: string }>> = {
  SUCCEEDED: { severity: "INFO", message: "Job run succeeded" },
  STOPPED: { severity: "INFO", message: "Job run stopped" },
  TIMEOUT: { severity: "WARN", message: "Job run timed out" },
  FAILED: { severity: "ERROR", message: "failed to execute with exception" },
};

/** The event Glue sends when a run is over, and only then. Source: Glue developer guide, "Automating with EventBridge". */
const stateChange = (run: Run, state: EndState): BusEvent => {
  const { severity, message } = said[state];
  const failure = `JobName:${run.job} and JobRunId:${run.id} ${message} ${run.errorMessage ?? ""}`;
  return {
    source: "aws.glue",
    "detail-type": "Glue Job State Change",
    resources: [],
    detail: {
      jobName: run.job,
      severity,
      state,
      jobRunId: run.id,
      message: state === "FAILED" ? failure : message,
    },
  };
};

const newId = (): string => `jr_${randomBytes(32).toString("hex")}`;

/** The runs of all jobs: their states, and the events that tell of them. */
export const openRuns = (platform: Platform) => {
  const { state, clock } = platform;
  const kept = state.collection<Run>("glue/runs");
  const put = (run: Run): Run => {
    kept.put(`${run.job}/${run.id}`, run);
    return run;
  };
  /** Newest first. */
  const of = (job: string): Run[] =>
    kept
      .list(`${job}/`)
      .map(({ value }) => value)
      .sort((left, right) => right.sequence - left.sequence);

  return {
    of,
    /** Throws EntityNotFoundException. */
    named(job = "", id = ""): Run {
      const run = kept.get(`${job}/${id}`);
      if (!run) throw notFound(`Job run ${id} of job ${job} not found.`);
      return run;
    },
    unfinished: (): Run[] => kept.list().flatMap(({ value }) => (isOver(value) ? [] : value)),
    isOver,
    /** Throws ConcurrentRunsExceededException when the job has as many as it may. */
    begin: (job: Job, asked: StartJobRunRequest): Run =>
      state.transaction(() => {
        const name = job.Name ?? "";
        const all = of(name);
        const active = all.filter((run) => !isOver(run)).length;
        if (active >= (job.ExecutionProperty?.MaxConcurrentRuns ?? 1)) throw concurrentRuns(name);
        return put({
          id: newId(),
          job: name,
          sequence: (all[0]?.sequence ?? 0) + 1,
          state: "STARTING",
          attempt: 0,
          retriesLeft: job.MaxRetries ?? 0,
          script: job.Command?.ScriptLocation ?? "",
          role: job.Role,
          given: asked.Arguments ?? {},
          arguments: { ...job.DefaultArguments, ...asked.Arguments, ...job.NonOverridableArguments },
          timeoutMinutes: asked.Timeout ?? job.Timeout ?? 2880,
          startedOn: clock.now(),
          modifiedOn: clock.now(),
        });
      }),
    change: (run: Run, to: RunState): Run => put({ ...run, state: to, modifiedOn: clock.now() }),
    /** Ends the run and publishes it. A failed run that may be retried is followed by its next attempt, which is returned. */
    end: (run: Run, to: EndState, errorMessage?: string): Run | undefined =>
      state.transaction(() => {
        const now = clock.now();
        const ended = put({
          ...run,
          state: to,
          modifiedOn: now,
          completedOn: now,
          ...(errorMessage !== undefined && { errorMessage }),
        });
        platform.publish(stateChange(ended, to));
        if (to !== "FAILED" || run.retriesLeft === 0) return undefined;
        const attempt = run.attempt + 1;
        return put({
          ...run,
          id: `${run.id.replace(/_attempt_\d+$/, "")}_attempt_${attempt}`,
          sequence: run.sequence + 1,
          state: "STARTING",
          attempt,
          previous: run.id,
          retriesLeft: run.retriesLeft - 1,
          startedOn: now,
          modifiedOn: now,
        });
      }),
  };
};

export type Runs = ReturnType<typeof openRuns>;

const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** A run as GetJobRun tells it. */
export const describedRun = (run: Run): JobRun => ({
  Id: run.id,
  Attempt: run.attempt,
  PreviousRunId: run.previous,
  JobName: run.job,
  JobRunState: run.state,
  StartedOn: date(run.startedOn),
  LastModifiedOn: date(run.modifiedOn),
  CompletedOn: date(run.completedOn),
  Arguments: { ...run.given },
  ErrorMessage: run.errorMessage,
  ExecutionTime: Math.round(((run.completedOn ?? run.modifiedOn) - run.startedOn) / 1000),
  Timeout: run.timeoutMinutes,
  LogGroupName: "/aws-glue/jobs",
  PredecessorRuns: [],
});
