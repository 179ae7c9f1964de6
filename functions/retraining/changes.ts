import { stepNames, type Run, type StepName, type StepRecord } from "@millrace/core/domain/run";
import type { Trouble } from "@millrace/core/domain/trouble";

const change = (run: Run, step: StepName, record: Partial<StepRecord>, now: number): Run => ({
  ...run,
  updatedAt: now,
  steps: { ...run.steps, [step]: { ...run.steps[step], ...record } },
});

const [firstStep] = stepNames;

/** A run nobody has worked on yet. */
export const newRun = (id: string, openedBy: string, now: number, trigger?: string): Run => {
  const waiting: StepRecord = { status: "waiting", attempts: 0 };
  const steps = Object.fromEntries(stepNames.map((step) => [step, waiting])) as Run["steps"];
  const run: Run = {
    kind: "run",
    id,
    status: "open",
    step: firstStep,
    openedAt: now,
    openedBy,
    ...(trigger === undefined ? {} : { trigger }),
    updatedAt: now,
    steps: { ...steps, [firstStep]: { ...waiting, startedAt: now } },
    version: 0,
  };
  return run;
};

/** Something is under way, begun by somebody who is through; `message` says what, for people. */
export const beat = (run: Run, step: StepName, message: string, now: number): Run =>
  change(run, step, { status: "running", message, claim: undefined, trouble: undefined }, now);

/** A try went wrong and will be repeated: the message tells, the state stays. Trouble of one kind is counted from its first time. */
export const note = (run: Run, step: StepName, message: string, now: number, kind: Trouble): Run => {
  const { trouble } = run.steps[step];
  const since = trouble?.kind === kind ? trouble.since : now;
  return change(run, step, { message, claim: undefined, trouble: { kind, since } }, now);
};

/** Announce that we start `what`, and will be through or dead by `until`. */
export const claim = (run: Run, step: StepName, what: string, until: number, now: number): Run => {
  const attempts = run.steps[step].attempts + 1;
  return change(run, step, { status: "running", attempts, message: `starting ${what}`, claim: { until } }, now);
};

/** The step is done: on to the next, or the run has succeeded. */
export const advance = (run: Run, step: StepName, output: unknown, now: number): Run => {
  const ended: Partial<StepRecord> = { status: "done", endedAt: now, output, message: undefined, claim: undefined, trouble: undefined };
  const moved = change(run, step, ended, now);
  const next = stepNames[stepNames.indexOf(step) + 1];
  return next === undefined
    ? { ...moved, status: "succeeded", step: null, endedAt: now }
    : change({ ...moved, step: next }, next, { startedAt: now }, now);
};

/** The run ends here; `reason` stays with the step, and with the run under the step's name. */
export const fail = (run: Run, step: StepName, reason: string, now: number): Run => ({
  ...change(run, step, { status: "failed", endedAt: now, failureReason: reason, claim: undefined }, now),
  status: "failed",
  step: null,
  endedAt: now,
  failureReason: `${step}: ${reason}`,
});
