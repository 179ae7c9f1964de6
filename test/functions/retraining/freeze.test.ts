import { describe, expect, it } from "@jest/globals";
import { stepNames, type StepName } from "@millrace/core/domain/run";
import { frozen } from "./fake-personalize.ts";
import { expectGoesOn, expectOverInTime, hinder, minute, tickOrDie, waitingAt, type Service } from "./hindered.ts";
import { written } from "./world.ts";

const cases: readonly (readonly [StepName, Exclude<Service, "ledger">])[] = [
  ["export-datasets", "glue"],
  ["export-datasets", "lake"],
  ["import-datasets", "personalize"],
  ["import-datasets", "lake"],
  ["train-models", "personalize"],
  ["judge-models", "personalize"],
  ["judge-models", "lake"],
  ["deploy-campaigns", "personalize"],
  ["deploy-campaigns", "lake"],
  ["announce", "lake"],
];

/** Within bounds, what the busiest hour needed is provided: so a deployment reads the lake too. */
const campaigns = written.campaigns.map((campaign) => ({ ...campaign, mostProvisionedTPS: 5 }));
const options = { pipeline: { campaigns }, mart: () => ({ generatedAt: 0, hours: [] }) };

describe("a service that never answers", () => {
  it.each(cases)("%s: %s frozen ends the run at its deadline, with something to do", async (step, service) => {
    const world = await waitingAt(step, options);
    hinder(world, service, frozen);
    await expectOverInTime(world, step);
  });

  it.each(cases)("%s: %s healed goes on with the next tick", async (step, service) => {
    const world = await waitingAt(step, options);
    hinder(world, service, frozen);
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await tickOrDie(world, step);
      await world.pass(minute);
    }
    hinder(world, service, undefined);
    await expectGoesOn(world, step);
  });
});

describe("a ledger that never answers", () => {
  it.each(stepNames.map((step) => ({ step })))(
    "$step: begins nothing, and goes on with the first tick after",
    async ({ step }) => {
      const world = await waitingAt(step);
      const before = [world.fake.effects.length, world.jobRuns.length];
      hinder(world, "ledger", frozen);
      for (let rounds = 0; rounds < 3; rounds += 1) {
        await tickOrDie(world, step);
        await world.pass(minute);
      }
      expect([world.fake.effects.length, world.jobRuns.length]).toEqual(before);
      hinder(world, "ledger", undefined);
      await expectGoesOn(world, step);
    },
  );

  it("fails what is over its deadline with the first tick after", async () => {
    const world = await waitingAt("train-models");
    hinder(world, "ledger", frozen);
    await tickOrDie(world, "train-models");
    await world.pass(written.deadlines["train-models"] + minute);
    hinder(world, "ledger", undefined);
    expect(await world.tick("train-models")).toMatchObject({
      did: "failed",
      message: expect.stringMatching(/^train-models: not done within 720 minutes: .* has not begun$/),
    });
  });
});
