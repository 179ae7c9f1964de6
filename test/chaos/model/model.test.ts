import { describe, expect, it } from "@jest/globals";
import { ours, weakerDesigns } from "./designs.ts";
import { playAll } from "./schedule.ts";

const schedules = 3000;

describe("the chain under modelled misfortune", () => {
  it("trains and imports once, loses no run and ends each, whatever is killed, throttled, doubled or frozen", async () => {
    const outcome = await playAll(0, schedules, ours);

    expect(outcome).toMatchObject({ trainings: 0, imports: 0, batches: 0, lost: 0, stuck: 0 });
    expect(outcome.kills).toBeGreaterThan(schedules);
    expect(outcome.frozen).toBeGreaterThan(schedules / 2);
  }, 60_000);

  it.each(Object.entries(weakerDesigns))(
    "catches %s",
    async (_name, design) => {
      const { trainings, imports } = await playAll(0, schedules / 3, design);
      expect(trainings).toBeGreaterThan(0);
      expect(imports).toBeGreaterThan(0);
    },
    60_000,
  );
});
