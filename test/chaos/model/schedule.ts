import { stepNames, type Run, type StepName } from "@millrace/core/domain/run";
import { open, type Opening } from "../../../functions/retraining/open.ts";
import { Aws } from "./aws.ts";
import type { Design } from "./designs.ts";
import { fortunate, Lambdas, type Fate } from "./lambdas.ts";

/** What went wrong in one schedule, and how much happened in it. `exports` counts job runs beyond one; their output is the same bytes. */
export interface Outcome {
  readonly trainings: number;
  readonly imports: number;
  readonly batches: number;
  readonly exports: number;
  readonly lost: number;
  readonly stuck: number;
  readonly kills: number;
  readonly frozen: number;
  readonly throttled: number;
}

/** mulberry32: a schedule is told by one number. */
const random = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) * below) / 2 ** 32;
  };
};

const minute = 60_000;
const patienceMinutes = 60;

/** One history: 1–8 triggers, minutes of ticks that are doubled, killed, throttled or frozen past their lease; then peace. */
export const play = async (seed: number, design: Design): Promise<Outcome> => {
  const below = random(seed);
  const pick = (count: number) => Math.floor(below(count));
  const aws = new Aws(design.names);
  const lambdas = new Lambdas();
  const openings: Opening[] = [];

  const fate = (): Fate => {
    const lot = pick(10);
    const at = pick(12);
    const after = pick(2) === 0;
    if (lot < 3) return { ...fortunate, diesAt: at, after };
    if (lot === 3) return { ...fortunate, troubleAt: at, after };
    return lot === 4 ? { ...fortunate, freezesAt: at } : fortunate;
  };
  const trigger = (event: number, suffered: Fate) =>
    lambdas.begin(suffered, async (effect) => {
      const wanted = { date: "2026-11-21", by: "schedule", event: `e-${event}` };
      openings.push(await open(aws.ledger(effect), wanted, aws.now));
    });
  const tick = (step: StepName, suffered: Fate) => lambdas.begin(suffered, (effect) => design.tick(step, aws, effect));
  const current = (): StepName | undefined => aws.runs.get(aws.lockedBy ?? "")?.step ?? undefined;

  const triggers = 1 + pick(8);
  const events = 1 + pick(triggers);
  await trigger(0, fate());
  for (let count = 1; count < triggers; count += 1) await trigger(pick(events), fate());
  await lambdas.run(pick);

  for (let left = 6 + pick(20); left > 0; left -= 1) {
    aws.now += minute;
    if (pick(3) === 0) lambdas.thaw();
    const step = current() ?? "export-datasets";
    for (let ticks = 1 + pick(3); ticks > 0; ticks -= 1) await tick(step, fate());
    if (pick(6) === 0) await tick(stepNames[pick(stepNames.length)] ?? step, fate());
    if (pick(12) === 0) await trigger(pick(events), fate());
    await lambdas.run(pick);
  }

  lambdas.thaw();
  await lambdas.run(pick);
  if (aws.runs.size === 0 || (aws.lockedBy !== undefined && !aws.runs.has(aws.lockedBy))) {
    await trigger(0, fortunate);
    await lambdas.run(pick);
  }
  for (let left = patienceMinutes; left > 0 && aws.lockedBy !== undefined; left -= 1) {
    aws.now += minute;
    await tick(current() ?? "announce", fortunate);
    await lambdas.run(pick);
  }

  const opened = new Set(openings.flatMap((opening) => ("opened" in opening ? [opening.opened] : [])));
  const runs = [...aws.runs.values()];
  return {
    ...lambdas.suffered,
    trainings: aws.trainings.doubled(),
    imports: aws.imports.doubled(),
    batches: aws.batches.doubled(),
    exports: aws.jobs.doubled(),
    lost: [...opened].filter((id) => !aws.runs.has(id)).length + unserved(runs, aws),
    stuck: runs.filter(({ status }) => status === "open").length + (aws.lockedBy === undefined ? 0 : 1),
  };
};

/** Runs that ended well without all they had to make. */
const unserved = (runs: readonly Run[], aws: Aws): number =>
  runs.filter(
    ({ id, status }) =>
      status === "succeeded" &&
      !(aws.trainings.find(`personal ${id}`) && aws.batches.find(`personal lists ${id}`) && aws.cards.has(id)),
  ).length;

export const nothing: Outcome = {
  trainings: 0,
  imports: 0,
  batches: 0,
  exports: 0,
  lost: 0,
  stuck: 0,
  kills: 0,
  frozen: 0,
  throttled: 0,
};

export const sum = (left: Outcome, right: Outcome): Outcome =>
  Object.fromEntries(
    (Object.keys(nothing) as (keyof Outcome)[]).map((key) => [key, left[key] + right[key]]),
  ) as unknown as Outcome;

/** Schedules `from` up to, but without, `to`. */
export const playAll = async (
  from: number,
  to: number,
  design: Design,
  tell: (done: number) => void = () => undefined,
): Promise<Outcome> => {
  let total = nothing;
  for (let seed = from; seed < to; seed += 1) {
    total = sum(total, await play(seed, design));
    if ((seed - from) % 500 === 499) tell(seed - from + 1);
  }
  return total;
};
