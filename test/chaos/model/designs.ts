import type { StepName } from "@millrace/core/domain/run";
import { advance, beat, claim } from "../../../functions/retraining/changes.ts";
import type { Ledger } from "../../../functions/retraining/ledger.ts";
import type { Aws } from "./aws.ts";
import type { Effect } from "./lambdas.ts";
import { deadlines, modelled, thingsOf, type Hands } from "./steps.ts";

/** A way to build the chain's tick. */
export interface Design {
  /** Whether it gives Personalize names that are taken once. */
  readonly names: boolean;
  tick(step: StepName, aws: Aws, effect: Effect): Promise<unknown>;
}

/** Ends before the next minute begins, as the Lambda's timeout says. */
const lambdaMs = 50_000;

/** What a Lambda is asked first is when it dies; waits for answers are the model's own, and need no timers. */
const timeLeft = () => {
  let isAsked = false;
  return () => {
    if (isAsked) return Infinity;
    isAsked = true;
    return lambdaMs;
  };
};

/** The tick that is deployed. */
const shipped = (step: StepName, { aws, effect }: Hands, ledger: Ledger): Promise<unknown> =>
  modelled.tick(step, { ledger, deadlines }, { aws, effect })({}, { now: aws.now, remainingMs: timeLeft() });

const openRun = async (ledger: Ledger, step: StepName) => {
  const id = await ledger.lockedBy();
  const run = id === undefined ? undefined : await ledger.run(id);
  return run?.step === step ? run : undefined;
};

const createAll = async (step: StepName, run: string, { aws, effect }: Hands) => {
  const things = thingsOf(step, run, aws);
  for (const name of things?.names ?? []) await effect(() => things?.service.create(name, aws.now, 120_000));
};

const isReady = (step: StepName, run: string, { aws, effect }: Hands) => {
  const things = thingsOf(step, run, aws);
  return effect(() =>
    (things?.names ?? []).every((name) => (things?.service.find(name)?.readyAt ?? Infinity) <= aws.now),
  );
};

const makes = (step: StepName) => ["export-datasets", "import-datasets", "train-models", "judge-models"].includes(step);

/** The steps that make nothing are as shipped; the others are what is weak. */
const weaker = (begin: (step: StepName, hands: Hands, ledger: Ledger) => Promise<unknown>, names = false): Design => ({
  names,
  tick: (step, aws, effect) => (makes(step) ? begin : shipped)(step, { aws, effect }, aws.ledger(effect)),
});

export const ours: Design = {
  names: true,
  tick: (step, aws, effect) => shipped(step, { aws, effect }, aws.ledger(effect)),
};

/** Designs that look right, each of which the harness must catch. */
export const weakerDesigns: Readonly<Record<string, Design>> = {
  "state after effect": weaker(async (step, hands, ledger) => {
    const run = await openRun(ledger, step);
    if (run === undefined) return;
    if (run.steps[step].status === "waiting") {
      await createAll(step, run.id, hands);
      await ledger.save(beat(run, step, "started", hands.aws.now));
    } else if (await isReady(step, run.id, hands)) await finish(run.id, step, hands, ledger);
  }),

  "lease with expiry": weaker(async (step, hands, ledger) => {
    const { now } = hands.aws;
    const run = await openRun(ledger, step);
    if (run === undefined) return;
    const { status, claim: lease } = run.steps[step];
    if (status === "waiting" || (lease !== undefined && lease.until <= now)) {
      const leased = await ledger.save(claim(run, step, "all", now + lambdaMs, now));
      if (leased === undefined) return;
      await createAll(step, run.id, hands);
      await ledger.save(beat(leased, step, "started", now));
    } else if (lease === undefined && (await isReady(step, run.id, hands))) await finish(run.id, step, hands, ledger);
  }),

  "look-up without names": weaker(async (step, hands, ledger) => {
    const { aws, effect } = hands;
    const run = await openRun(ledger, step);
    if (run === undefined) return;
    const things = thingsOf(step, run.id, aws);
    for (const name of things?.names ?? [])
      if (!(await effect(() => things?.service.find(name))))
        await effect(() => things?.service.create(name, aws.now, 120_000));
    if (await isReady(step, run.id, hands)) await finish(run.id, step, hands, ledger);
  }),

  "lease with look-up": weaker(shipped),
};

const finish = async (id: string, step: StepName, { aws }: Hands, ledger: Ledger) => {
  const run = await ledger.run(id);
  if (run?.step === step) await ledger.save(advance(run, step, undefined, aws.now));
};
