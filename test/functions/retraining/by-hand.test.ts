import { describe, expect, it } from "@jest/globals";
import type { Run } from "@millrace/core/domain/run";
import type { Trigger } from "@millrace/core/domain/trigger";
import { startOf } from "../../../functions/retraining/start.ts";
import { readWish, stopRun } from "../../../functions/retraining/stop-run.ts";
import { stop as stopped } from "../../../functions/retraining/changes.ts";
import { anErrorOf } from "./an-error.ts";
import { aWorld, ndcg, type World } from "./world.ts";

const first = "2026-11-21";

/** As the `retrain` function does it. */
const ask = async (world: World, wish: Partial<Trigger>) => {
  const trigger = { date: first, by: "kim", isByHand: true, ...wish };
  const { start, isServing, opened } = await startOf(world.ledger, trigger, world.pipeline.campaigns);
  if (opened !== undefined) return { opened };
  return isServing ? "unchanged" : world.open(trigger, start);
};

const succeed = async (world: World, date: string) => {
  await world.open({ date });
  await world.play(date);
  await world.pass(60_000);
};

const made = (world: World, kind: string) => world.fake.effects.filter((arn) => arn.includes(`:${kind}/`)).length;

describe("a run that begins in the middle", () => {
  it("trains again on what was imported last, and exports and imports nothing", async () => {
    const world = aWorld();
    await succeed(world, first);
    const imports = made(world, "dataset-import-job");

    expect(await ask(world, { from: "train-models" })).toEqual({ opened: `${first}-2` });
    const run = await world.play(`${first}-2`);

    expect(run).toMatchObject({ status: "succeeded", from: "train-models", base: first });
    expect(run.steps["import-datasets"]).toMatchObject({ status: "done", message: `as in run ${first}` });
    expect(made(world, "dataset-import-job")).toBe(imports);
    expect(world.jobRuns).toHaveLength(1);
    expect(await world.ledger.live("personal")).toMatchObject({ run: `${first}-2` });
  });

  it("imports the files of the run it takes over from", async () => {
    const world = aWorld();
    await succeed(world, first);
    await ask(world, { from: "import-datasets" });
    expect(await world.play(`${first}-2`)).toMatchObject({ status: "succeeded" });

    const folders = (world.fake.inputs.CreateDatasetImportJob ?? []).map(({ dataSource }) =>
      JSON.stringify(dataSource),
    );
    expect(folders).toHaveLength(6);
    expect(folders.filter((folder) => !folder.includes(`t2/${first}/`))).toEqual([]);
  });

  it("may begin in a run that failed later", async () => {
    let fate: { status: string } | undefined = { status: "CREATE FAILED" };
    const world = aWorld({ fate: (kind) => (kind === "solution-version" ? fate : undefined) });
    await world.open();
    expect(await world.play()).toMatchObject({ status: "failed" });
    fate = undefined;

    await ask(world, { from: "train-models" });
    expect(await world.play(`${first}-2`)).toMatchObject({ status: "succeeded" });
  });

  it("is refused when no run has got so far", async () => {
    await expect(ask(aWorld(), { from: "train-models" })).rejects.toThrow(/no run has got as far as train-models/);
  });

  it("is one wish under one key", async () => {
    const world = aWorld();
    await succeed(world, first);
    const wish = { from: "train-models" as const, event: "once:a" };
    expect(await ask(world, wish)).toEqual({ opened: `${first}-2` });
    expect(await ask(world, wish)).toEqual({ opened: `${first}-2` });
    await world.play(`${first}-2`);
    expect(await ask(world, wish)).toEqual({ opened: `${first}-2` });
    expect(await world.ledger.run(`${first}-3`)).toBeUndefined();
  });
});

describe("a rollback", () => {
  it("puts every campaign back on what it served before, without a training", async () => {
    const world = aWorld();
    await succeed(world, first);
    const before = (await world.ledger.live("personal"))?.solutionVersionArn;
    await succeed(world, "2026-11-22");
    const trainings = made(world, "solution");

    expect(await ask(world, { date: "2026-11-22", rollback: true })).toEqual({ opened: "2026-11-22-2" });
    const run = await world.play("2026-11-22-2");

    expect(run).toMatchObject({ status: "succeeded", rollback: true, base: first });
    expect(made(world, "solution")).toBe(trainings);
    for (const campaign of ["personal", "similar"]) {
      const live = await world.ledger.live(campaign);
      const named = `${world.pipeline.campaigns.find(({ name }) => name === campaign)?.solution}-${first}`;
      expect(live).toMatchObject({ run: "2026-11-22-2", solutionVersionArn: expect.stringContaining(named) });
    }
    expect((await world.ledger.live("personal"))?.solutionVersionArn).toBe(before);
    expect(run.steps["judge-models"].output).toMatchObject({
      models: [
        { solution: "personal", reasons: [`rolled back to run ${first}, from 2026-11-22`] },
        { solution: "similar" },
      ],
    });
  });

  describe("asked for again", () => {
    const days = [first, "2026-11-22", "2026-11-23"];
    const back = async (world: World, id: string) => {
      expect(await ask(world, { date: "2026-11-24", rollback: true })).toEqual({ opened: id });
      return world.play(id);
    };
    const served = async (world: World) => (await world.ledger.live("personal"))?.solutionVersionArn;

    it("goes further back, names the run it goes to, and refuses where nothing is further", async () => {
      const world = aWorld();
      for (const day of days) await succeed(world, day);

      await back(world, "2026-11-24");
      expect(await served(world)).toContain("personal-2026-11-22");
      const again = await back(world, "2026-11-24-2");
      expect(await served(world)).toContain(`personal-${first}`);
      expect(again).toMatchObject({ base: first });
      expect(again.steps["judge-models"].output).toMatchObject({
        models: [{ reasons: [`rolled back to run ${first}, from 2026-11-22`] }, {}],
      });
      await expect(ask(world, { date: "2026-11-24", rollback: true })).rejects.toThrow(
        `no campaign has served another model before: personal serves that of run ${first}, similar serves that of run ${first}`,
      );
    });

    it("never goes to what was rolled back from, which a new model stands on", async () => {
      const world = aWorld();
      for (const day of [first, "2026-11-22"]) await succeed(world, day);
      await back(world, "2026-11-24");
      await succeed(world, "2026-11-25");

      await back(world, "2026-11-24-2");
      expect(await served(world)).toContain(`personal-${first}`);
    });

    it("goes back from what somebody named", async () => {
      const world = aWorld();
      for (const day of days) await succeed(world, day);
      await ask(world, { date: "2026-11-24", rollback: first });
      await world.play("2026-11-24");
      await ask(world, { date: "2026-11-24", rollback: "2026-11-23" });
      await world.play("2026-11-24-2");

      await back(world, "2026-11-24-3");
      expect(await served(world)).toContain(`personal-${first}`);
    });

    it("is one wish under one key", async () => {
      const world = aWorld();
      for (const day of days) await succeed(world, day);
      const wish = { date: "2026-11-24", rollback: true, event: "once:a" } as const;
      expect(await ask(world, wish)).toEqual({ opened: "2026-11-24" });
      await world.play("2026-11-24");
      expect(await ask(world, wish)).toEqual({ opened: "2026-11-24" });
      expect(await ask(world, { ...wish, date: "2026-11-25" })).toEqual({ opened: "2026-11-24" });
      expect(await served(world)).toContain("personal-2026-11-22");
    });
  });

  it("goes to the run that is named, and changes nothing when that serves already", async () => {
    const world = aWorld();
    await succeed(world, first);
    await succeed(world, "2026-11-22");
    await succeed(world, "2026-11-23");

    expect(await ask(world, { date: "2026-11-23", rollback: first })).toEqual({ opened: "2026-11-23-2" });
    await world.play("2026-11-23-2");
    expect(await ask(world, { date: "2026-11-23", rollback: first })).toBe("unchanged");
    expect(await world.ledger.run("2026-11-23-3")).toBeUndefined();
  });

  it("is what the next night's model is compared with", async () => {
    const worse = { [ndcg]: 0.2 };
    const world = aWorld({
      metrics: (arn) => (arn.includes("popular") ? { [ndcg]: 0.1 } : arn.includes("11-23") ? worse : { [ndcg]: 0.3 }),
    });
    await succeed(world, first);
    await succeed(world, "2026-11-22");
    await ask(world, { date: "2026-11-22", rollback: true });
    await world.play("2026-11-22-2");
    await succeed(world, "2026-11-23");

    expect(await world.ledger.live("personal")).toMatchObject({ run: "2026-11-22-2" });
  });

  it("is refused when nothing served before", async () => {
    const world = aWorld();
    await succeed(world, first);
    await expect(ask(world, { rollback: true })).rejects.toThrow(/no campaign has served another model before/);
    await expect(ask(world, { rollback: "2026-01-01" })).rejects.toThrow(/deployed nothing/);
  });
});

describe("stop", () => {
  const stop = (world: World) =>
    stopRun(readWish({ by: "kim" }), world.now(), {
      ledger: world.ledger,
      personalize: world.control,
      name: "millrace-dev",
      solutions: world.pipeline.solutions,
    });

  it("ends the open run and its trainings, and asking again changes nothing", async () => {
    const world = aWorld({
      fate: (kind) => (kind === "solution-version" ? { status: "CREATE IN_PROGRESS" } : undefined),
    });
    await world.open();
    await world.play(first, 30);

    expect(await stop(world)).toEqual({ stopped: first, trainings: ["personal", "similar", "popular"] });
    expect(await world.ledger.run(first)).toMatchObject({
      status: "failed",
      failureReason: "train-models: stopped by kim",
    });
    expect(world.fake.stopped).toHaveLength(3);
    expect(await stop(world)).toEqual({ stopped: null, trainings: [] });
    expect(await world.open({ date: first })).toEqual({ opened: `${first}-2` });
  });

  it("does nothing when no run is open", async () => {
    expect(await stop(aWorld())).toEqual({ stopped: null, trainings: [] });
    expect(() => readWish({ bye: 1 })).toThrow(/stop takes/);
  });
});

describe("trainings", () => {
  it("are no more on one day than pipeline.yml allows, unless forced", async () => {
    const retraining = { schedule: "rate(1 day)", mostTrainingsPerDay: 5 };
    const world = aWorld({ pipeline: { retraining } });
    await succeed(world, first);
    await ask(world, {});
    expect((await world.play(`${first}-2`)).failureReason).toMatch(
      /^train-models: 3 trainings wanted, but 3 were begun on 2026-11-21 and 5 are allowed/,
    );
    await ask(world, { from: "train-models", force: true });
    expect(await world.play(`${first}-3`)).toMatchObject({ status: "succeeded" });
  });

  describe("of a run that came to nothing", () => {
    const refused = "train-models: 3 trainings wanted, but 3 were begun on 2026-11-21 and 5 are allowed";
    const retraining = { schedule: "rate(1 day)", mostTrainingsPerDay: 5 };

    it("count as well when one of them failed: all three were paid for", async () => {
      const fate = (kind: string, arn: string) =>
        kind === "solution-version" && arn.includes("/millrace-dev-similar/") ? { status: "CREATE FAILED" } : undefined;
      const world = aWorld({ pipeline: { retraining }, fate });
      await succeed(world, first);
      expect(await world.ledger.run(first)).toMatchObject({ status: "failed" });
      await ask(world, {});
      expect((await world.play(`${first}-2`)).failureReason).toContain(refused);
    });

    it("count when it was stopped while they were under way", async () => {
      const world = aWorld({ pipeline: { retraining } });
      await world.open();
      while ((world.fake.inputs.CreateSolutionVersion ?? []).length < 3) await world.play(first, 1);
      await world.ledger.save(stopped((await world.ledger.run(first)) as Run, "kim", world.now()));
      await ask(world, {});
      expect((await world.play(`${first}-2`)).failureReason).toContain(refused);
    });

    it("do not count when Personalize never began them", async () => {
      const world = aWorld({ pipeline: { retraining } });
      world.fake.refuses.set("CreateSolutionVersion", anErrorOf("refused"));
      await succeed(world, first);
      expect(await world.ledger.run(first)).toMatchObject({ status: "failed" });
      world.fake.refuses.clear();
      await ask(world, {});
      expect(await world.play(`${first}-2`)).toMatchObject({ status: "succeeded" });
    });

    it("count one by one when only some were begun", async () => {
      const world = aWorld({ pipeline: { retraining: { ...retraining, mostTrainingsPerDay: 4 } } });
      await world.open();
      while ((world.fake.inputs.CreateSolutionVersion ?? []).length < 3) await world.play(first, 1);
      const begun = world.fake.effects.filter((arn) => arn.endsWith(first));
      expect(begun).toHaveLength(3);
      for (const arn of begun.slice(1)) world.fake.forget(arn); // as if killed after the first
      await world.ledger.save(stopped((await world.ledger.run(first)) as Run, "kim", world.now()));
      await ask(world, {});
      expect((await world.play(`${first}-2`)).failureReason).toBeUndefined();
      await ask(world, { date: first });
      expect((await world.play(`${first}-3`)).failureReason).toContain("3 trainings wanted, but 4 were begun");
    });
  });

  it("are had on the days pipeline.yml names", async () => {
    const { solutions } = aWorld().pipeline;
    const onMondays = solutions.map((solution) =>
      solution.name === "similar" ? { ...solution, days: ["mon" as const] } : solution,
    );
    const world = aWorld({ pipeline: { solutions: onMondays } });
    await succeed(world, first); // a Saturday
    await succeed(world, "2026-11-23");

    const trained = async (id: string) => (await world.ledger.run(id))?.steps["train-models"].output;
    expect(await trained(first)).toHaveLength(2);
    expect(await trained("2026-11-23")).toHaveLength(3);
    expect((await world.ledger.run(first))?.steps["deploy-campaigns"].output).toEqual({
      deployed: ["personal"],
      kept: ["similar"],
    });
  });
});
