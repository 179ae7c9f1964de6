import { describe, expect, it } from "@jest/globals";
import { claim } from "../../../functions/retraining/changes.ts";
import { aWorld } from "./world.ts";

const run = "2026-11-21";
const minute = 60_000;

describe("a tick", () => {
  it("does nothing when no run is open, or the open one waits elsewhere", async () => {
    const world = aWorld();
    expect(await world.tick("export-datasets")).toEqual({ run: null, did: "nothing" });

    await world.open();
    expect(await world.tick("train-models")).toEqual({ run: null, did: "nothing" });
  });

  it("starts what is absent, then waits and says for what, then moves on", async () => {
    const world = aWorld();
    await world.open();

    expect(await world.tick("export-datasets")).toEqual({ run, did: "started", message: "the export job" });
    expect(await world.tick("export-datasets")).toEqual({ run, did: "waited", message: "export job jr_0: RUNNING" });
    expect((await world.ledger.run(run))?.steps["export-datasets"]).toMatchObject({
      status: "running",
      attempts: 1,
      message: "export job jr_0: RUNNING",
    });
    await world.pass(minute);
    expect(await world.tick("export-datasets")).toEqual({ run, did: "advanced", message: undefined });
    expect(await world.ledger.run(run)).toMatchObject({
      step: "import-datasets",
      steps: { "export-datasets": { status: "done", output: { interactions: 5000 } } },
    });
  });

  it("throws what may pass, keeps it readable, and the next one goes on", async () => {
    const world = aWorld();
    await world.open();
    await world.tick("export-datasets");
    await world.pass(minute);
    await world.tick("export-datasets");
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });

    world.fake.trouble = throttled;
    await expect(world.tick("import-datasets")).rejects.toBe(throttled);
    expect((await world.ledger.run(run))?.steps["import-datasets"].message).toBe(
      "will try again: ThrottlingException: Rate exceeded",
    );

    world.fake.trouble = undefined;
    expect(await world.play()).toMatchObject({ status: "succeeded" });
  });

  it("gives up at once what Personalize understood and refused", async () => {
    const world = aWorld();
    await world.open();
    await world.tick("export-datasets");
    await world.pass(minute);
    await world.tick("export-datasets");
    world.fake.trouble = Object.assign(new Error("Invalid Data location."), { name: "InvalidInputException" });

    expect(await world.tick("import-datasets")).toMatchObject({ did: "failed" });
    expect(await world.ledger.run(run)).toMatchObject({
      status: "failed",
      failureReason:
        "import-datasets: InvalidInputException: Invalid Data location. What to do: asking again would change nothing: mend what it names, then retrain from this step.",
    });
  });

  it("ends a run whose step takes longer than its deadline, whether AWS answers or not", async () => {
    for (const trouble of [undefined, new Error("connect ETIMEDOUT")]) {
      const world = aWorld({ fate: () => ({ status: "CREATE IN_PROGRESS" }) });
      await world.open();
      await world.play(run, 5);
      world.fake.trouble = trouble;
      await world.pass(6 * 60 * minute);

      expect(await world.tick("import-datasets")).toMatchObject({ did: "failed" });
      expect((await world.ledger.run(run))?.failureReason).toMatch(
        trouble
          ? /^import-datasets: not done within 360 minutes: Error: connect ETIMEDOUT. What to do: .*log.*$/
          : /^import-datasets: not done within 360 minutes: dataset group millrace-dev: CREATE IN_PROGRESS$/,
      );
      expect(await world.ledger.lockedBy()).toBeUndefined();
    }
  });

  it("accepts what is done, however late it hears of it", async () => {
    const world = aWorld();
    await world.open();
    await world.tick("export-datasets");
    await world.pass(24 * 60 * minute);

    expect(await world.tick("export-datasets")).toMatchObject({ did: "advanced" });
  });

  it("starts nothing while another one is starting something, until that one must be dead", async () => {
    const world = aWorld();
    await world.open();
    const opened = await world.ledger.run(run);
    if (opened)
      await world.ledger.save(claim(opened, "export-datasets", "the export job", world.now() + 50_000, world.now()));

    expect(await world.tick("export-datasets")).toEqual({ run, did: "claimed", message: "starting the export job" });
    await world.pass(minute);
    expect(await world.tick("export-datasets")).toMatchObject({ did: "started" });
  });
});
