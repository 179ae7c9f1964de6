import { describe, expect, it } from "@jest/globals";
import { stepNames, type StepName } from "@millrace/core/domain/run";
import { frozen } from "./fake-personalize.ts";
import { aWorld, written, type World } from "./world.ts";

const id = "2026-11-21";
const minute = 60_000;
/** A Lambda's time in these tests, real ms. */
const lambdaMs = 50;

const cases: readonly (readonly [StepName, "personalize" | "glue" | "lake"])[] = [
  ["export-datasets", "glue"],
  ["export-datasets", "lake"],
  ["import-datasets", "personalize"],
  ["import-datasets", "lake"],
  ["train-models", "personalize"],
  ["judge-models", "personalize"],
  ["judge-models", "lake"],
  ["deploy-campaigns", "personalize"],
  ["announce", "lake"],
];

const hinder = (world: World, service: (typeof cases)[number][1], trouble: Error | undefined) => {
  if (service === "personalize") world.fake.trouble = trouble;
  else if (trouble) world.trouble[service] = trouble;
  else delete world.trouble[service];
};

/** A run at the step, `rounds` of its ticks on. */
const waitingAt = async (step: StepName): Promise<World> => {
  const world = aWorld();
  await world.open();
  for (let round = 0; round < 60 && (await world.ledger.run(id))?.step !== step; round += 1) {
    for (const name of stepNames.slice(0, stepNames.indexOf(step))) await world.tick(name);
    await world.pass(minute);
  }
  return world;
};

describe("a service that never answers", () => {
  it.each(cases)("%s: %s frozen ends the run at its deadline, with something to do", async (step, service) => {
    const world = await waitingAt(step);
    hinder(world, service, frozen);
    const stride = Math.ceil(written.deadlines[step] / minute / 12) * minute;

    // A preflight reads the lake only once the grounds are there; until then the step goes on as far as it can.
    for (let rounds = 0; rounds < 30 && (await world.ledger.lockedBy()); rounds += 1) {
      await world.tick(step, lambdaMs).catch(() => undefined);
      await world.pass(rounds < 8 ? minute : stride);
    }

    const run = await world.ledger.run(id);
    expect(run).toMatchObject({ status: "failed", steps: { [step]: { status: "failed" } } });
    expect(run?.failureReason).toMatch(
      /not done within \d+ minutes: UnansweredTimeout: no answer within .*What to do: .{20,}/,
    );
    const { startedAt = 0, endedAt = Infinity } = run?.steps[step] ?? {};
    expect(endedAt - startedAt).toBeLessThanOrEqual(written.deadlines[step] + stride);
  });

  it.each(cases)("%s: %s healed goes on with the next tick", async (step, service) => {
    const world = await waitingAt(step);
    hinder(world, service, frozen);
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await world.tick(step, lambdaMs).catch(() => undefined);
      await world.pass(minute);
    }
    hinder(world, service, undefined);

    expect(["started", "waited", "advanced"]).toContain((await world.tick(step)).did);
    expect(await world.play()).toMatchObject({ status: "succeeded" });
  });
});
