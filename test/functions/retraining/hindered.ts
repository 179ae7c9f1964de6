import { setTimeout as wait } from "node:timers/promises";
import { expect } from "@jest/globals";
import { stepNames, type StepName } from "@millrace/core/domain/run";
import { aWorld, written, type World } from "./world.ts";

/** What the chain speaks to. */
export type Service = "personalize" | "glue" | "lake" | "ledger";

export const minute = 60_000;
export const id = "2026-11-21";

/** Every call to the service ends so, until it is healed by `undefined`. */
export const hinder = (world: World, service: Service, trouble: Error | undefined): void => {
  if (service === "personalize") world.fake.trouble = trouble;
  else if (trouble) world.trouble[service] = trouble;
  else delete world.trouble[service];
};

/** A run that waits at the step. */
export const waitingAt = async (step: StepName, options: Parameters<typeof aWorld>[0] = {}): Promise<World> => {
  const world = aWorld(options);
  await world.open();
  for (let round = 0; round < 60 && (await world.ledger.run(id))?.step !== step; round += 1) {
    for (const name of stepNames.slice(0, stepNames.indexOf(step))) await world.tick(name);
    await world.pass(minute);
  }
  expect(await world.ledger.run(id)).toMatchObject({ step });
  return world;
};

/** One minute's tick. A Lambda that hangs is killed when its time is over. */
export const tickOrDie = (world: World, step: StepName, lambdaMs = 50): Promise<unknown> =>
  Promise.race([world.tick(step, lambdaMs).catch(() => undefined), wait(2 * lambdaMs)]);

const unanswered =
  /not done within \d+ minutes: (UnansweredTimeout: no answer within|TimeoutError: ).*What to do: .{20,}/;

/** Until the run is over, or 30 ticks. A step goes on as far as it can first: a preflight reads the lake once the grounds are there. */
export const expectOverInTime = async (
  world: World,
  step: StepName,
  { slow = 8, lambdaMs = 50 } = {},
): Promise<void> => {
  const stride = Math.ceil(written.deadlines[step] / minute / 12) * minute;
  for (let rounds = 0; rounds < 30 && (await world.ledger.lockedBy()); rounds += 1) {
    await tickOrDie(world, step, lambdaMs);
    await world.pass(rounds < slow ? minute : stride);
  }
  const run = await world.ledger.run(id);
  expect(run).toMatchObject({ status: "failed", steps: { [step]: { status: "failed" } } });
  expect(run?.failureReason).toMatch(unanswered);
  const { startedAt = 0, endedAt = Infinity } = run?.steps[step] ?? {};
  expect(endedAt - startedAt).toBeLessThanOrEqual(written.deadlines[step] + stride);
};

export const expectGoesOn = async (world: World, step: StepName): Promise<void> => {
  expect(["started", "waited", "advanced"]).toContain((await world.tick(step)).did);
  expect(await world.play()).toMatchObject({ status: "succeeded" });
};
