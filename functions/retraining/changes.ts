import { stepNames, type Run, type StepName, type StepRecord } from "@millrace/core/domain/run";
import type { Trouble } from "@millrace/core/domain/trouble";

const change = (run: Run, step: StepName, record: Partial<StepRecord>, now: number): Run => ({
  ...run,
  updatedAt: now,
  steps: { ...run.steps, [step]: { ...run.steps[step], ...record } },
});

const [firstStep] = stepNames;

/** How a run begins other than at the first step: what an earlier run, `base`, gave to the steps before. */
export interface Start {
  readonly from: StepName;
  readonly base: string;
  readonly outputs: Readonly<Partial<Record<StepName, unknown>>>;
  /** What was true when those steps began; see StepRecord. */
  readonly facts: Readonly<Partial<Record<StepName, unknown>>>;
}

export interface Wish {
  readonly trigger?: string | undefined;
  readonly start?: Start | undefined;
  readonly force?: boolean | undefined;
  readonly rollback?: boolean;
}

/** A run nobody has worked on yet. */
export const newRun = (id: string, openedBy: string, now: number, wish: Wish = {}): Run => {
  const { trigger, start, force, rollback } = wish;
  const from = start?.from ?? firstStep;
  const record = (step: StepName): StepRecord => {
    if (step === from) return { status: "waiting", attempts: 0, startedAt: now };
    const isBefore = stepNames.indexOf(step) < stepNames.indexOf(from);
    if (!isBefore || start === undefined) return { status: "waiting", attempts: 0 };
    const { outputs, facts, base } = start;
    const known = facts[step] === undefined ? {} : { facts: facts[step] };
    return { status: "done", attempts: 0, output: outputs[step], ...known, message: `as in run ${base}` };
  };
  return {
    kind: "run",
    id,
    status: "open",
    step: from,
    openedAt: now,
    openedBy,
    ...(trigger === undefined ? {} : { trigger }),
    ...(start === undefined ? {} : { from, base: start.base }),
    ...(force ? { force: true as const } : {}),
    ...(rollback ? { rollback: true as const } : {}),
    updatedAt: now,
    steps: Object.fromEntries(stepNames.map((step) => [step, record(step)])) as Run["steps"],
    version: 0,
  };
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
export const claim = (run: Run, step: StepName, what: string, until: number, now: number, facts?: unknown): Run => {
  const attempts = run.steps[step].attempts + 1;
  // A step that starts several things one after the other has facts of each.
  const known = facts === undefined ? {} : { facts: { ...(run.steps[step].facts as object | undefined), ...facts } };
  return change(
    run,
    step,
    { status: "running", attempts, message: `starting ${what}`, claim: { until }, ...known },
    now,
  );
};

/** The step is done: on to the next, or the run has succeeded. */
export const advance = (run: Run, step: StepName, output: unknown, now: number): Run => {
  const ended: Partial<StepRecord> = {
    status: "done",
    endedAt: now,
    output,
    message: undefined,
    claim: undefined,
    trouble: undefined,
  };
  const moved = change(run, step, ended, now);
  const next = stepNames[stepNames.indexOf(step) + 1];
  return next === undefined
    ? { ...moved, status: "succeeded", step: null, endedAt: now }
    : change({ ...moved, step: next }, next, { startedAt: now }, now);
};

/** Somebody ended it. */
export const stop = (run: Run, by: string, now: number): Run =>
  run.step === null ? run : fail(run, run.step, `stopped by ${by}`, now);

/** The run ends here; `reason` stays with the step, and with the run under the step's name. */
export const fail = (run: Run, step: StepName, reason: string, now: number): Run => ({
  ...change(run, step, { status: "failed", endedAt: now, failureReason: reason, claim: undefined }, now),
  status: "failed",
  step: null,
  endedAt: now,
  failureReason: `${step}: ${reason}`,
});
