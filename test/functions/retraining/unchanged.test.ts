import { describe, expect, it } from "@jest/globals";
import type { Judged, TrainedModel } from "@millrace/core/domain/run";
import { digestOfExport } from "../../../functions/retraining/unchanged.ts";
import { startOf } from "../../../functions/retraining/start.ts";
import { aWorld, written, type World } from "./world.ts";

const first = "2026-11-21";
const second = "2026-11-22";

const retrain = async (world: World, trigger: Parameters<World["open"]>[0], id = trigger?.date ?? first) => {
  const before = world.fake.effects.length;
  const wish = { date: id, by: "kim", isByHand: true, ...trigger };
  const { start } = await startOf(world.ledger, wish, world.pipeline.campaigns);
  await world.open(wish, start);
  const run = await world.play(id);
  expect([run.failureReason, run.status]).toEqual([undefined, "succeeded"]);
  const made = world.fake.effects.slice(before).map((arn) => arn.replace(/^(update )?.*000:/, "$1"));
  return { run, trainings: made.filter((arn) => /^solution\/.*\//.test(arn)), made };
};

const modelsOf = ({ run }: Awaited<ReturnType<typeof retrain>>) =>
  (run.steps["judge-models"].output as Judged).models.map(({ solution, verdict, trainedBy }) => [
    solution,
    verdict,
    trainedBy,
  ]);

describe("a run with nothing new to learn from", () => {
  it("trains nothing, asks for no lists, and leaves what serves as it is", async () => {
    const world = aWorld({ hasDigests: true });
    expect((await retrain(world, { date: first })).trainings).toHaveLength(3);
    const serving = await world.ledger.live("personal");

    const again = await retrain(world, { date: second });

    expect(again.made.filter((arn) => !arn.startsWith("dataset-import-job"))).toEqual([]);
    expect(modelsOf(again)).toEqual([
      ["personal", "unchanged", first],
      ["similar", "unchanged", first],
      ["popular", "baseline", first],
    ]);
    expect(again.run.steps["deploy-campaigns"].output).toEqual({ deployed: [], kept: ["personal", "similar"] });
    expect(await world.ledger.live("personal")).toEqual(serving);
    expect(JSON.parse(String(world.objects.get(`models/${second}.json`)))).toMatchObject({ cost: { trainings: 0 } });

    const third = await retrain(world, { date: "2026-11-23" });
    expect(modelsOf(third)[0]).toEqual(["personal", "unchanged", first]);
  });

  it("trains when a single interaction is new", async () => {
    const more = (run: string) => (run === second ? "u1,p1,1790005000,View," : undefined);
    const world = aWorld({ hasDigests: true, more });
    await retrain(world, { date: first });
    const next = await retrain(world, { date: second });
    expect(next.trainings).toHaveLength(3);
    expect(modelsOf(next)[0]).toEqual(["personal", "deploy", undefined]);
  });

  it("trains all the same when it is forced to, or when S3 tells no digests", async () => {
    const world = aWorld({ hasDigests: true });
    await retrain(world, { date: first });
    expect((await retrain(world, { date: second, force: true })).trainings).toHaveLength(3);

    const silent = aWorld();
    await retrain(silent, { date: first });
    expect((await retrain(silent, { date: second })).trainings).toHaveLength(3);
  });

  it("trains the one solution whose settings were changed, and no other", async () => {
    const solutions = structuredClone(written.solutions);
    const world = aWorld({ hasDigests: true, pipeline: { solutions } });
    await retrain(world, { date: first });
    Object.assign(solutions[0] ?? {}, { parameters: { "sample-key": "new" } });

    const next = await retrain(world, { date: first, from: "train-models" }, `${first}-2`);

    expect(next.trainings).toEqual([`solution/millrace-dev-personal/millrace-dev-personal-${first}-2`]);
    expect(modelsOf(next)).toEqual([
      ["personal", "deploy", undefined],
      ["similar", "unchanged", first],
      ["popular", "baseline", first],
    ]);
  });

  it("judges again what was trained but does not serve", async () => {
    const lists = (arn: string, user: number) => (arn.includes(`-${first}`) ? ["other"] : [`wanted-${user}`]);
    const world = aWorld({ hasDigests: true, lists });
    await retrain(world, { date: first });
    expect(await world.ledger.live("personal")).toBeUndefined();
    expect(modelsOf(await retrain(world, { date: second }))[0]).toEqual(["personal", "keep", first]);
  });

  it("trains anew what somebody has deleted", async () => {
    const world = aWorld({ hasDigests: true });
    const { run } = await retrain(world, { date: first });
    const [model] = run.steps["train-models"].output as TrainedModel[];
    world.fake.forget(String(model?.solutionVersionArn));
    expect((await retrain(world, { date: second })).trainings).toEqual([
      `solution/millrace-dev-personal/millrace-dev-personal-${second}`,
    ]);
  });

  it("is not held by the day's most trainings", async () => {
    const world = aWorld({ hasDigests: true, pipeline: { retraining: { schedule: "", mostTrainingsPerDay: 3 } } });
    await retrain(world, { date: first });
    expect((await retrain(world, { date: first }, `${first}-2`)).trainings).toEqual([]);
    expect((await retrain(world, { date: first }, `${first}-3`)).trainings).toEqual([]);
  });
});

describe("the digest of an export", () => {
  const lake = (files: readonly (readonly [string, string | undefined])[]) => ({
    async *list(prefix: string) {
      for (const [key, etag] of files)
        if (key.startsWith(prefix)) yield { key, size: 1, ...(etag === undefined ? {} : { etag }) };
    },
  });
  const of = (...files: (readonly [string, string | undefined])[]) => digestOfExport("r", lake(files));

  it("is the same for the same contents under other names, and another for anything else", async () => {
    const known = await of(["t2/r/interactions/part-0.csv", "a"], ["t2/r/items/x.csv", "b"]);
    expect(await of(["t2/r/items/y.csv", "b"], ["t2/r/interactions/part-00017-5c.csv", "a"])).toBe(known);
    expect(await of(["t2/r/interactions/part-0.csv", "b"], ["t2/r/items/x.csv", "a"])).not.toBe(known);
    expect(await of(["t2/r/interactions/part-0.csv", "a"])).not.toBe(known);
    expect(await of(["t2/r/active/part-0.csv", "a"], ["t2/r/interactions/part-0.csv", "a"])).not.toBe(known);
  });

  it("is unknown where nothing was exported, or S3 tells no digests", async () => {
    expect([await of(), await of(["t2/r/items/x.csv", undefined])]).toEqual([undefined, undefined]);
  });
});
