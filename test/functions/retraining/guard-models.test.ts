import { describe, expect, it } from "@jest/globals";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { guardModels } from "../../../functions/retraining/guard-models.ts";
import { aWorld, written, type World } from "./world.ts";

const hour = 3_600_000;
const day = 24 * hour;
const first = "2026-11-21";

/** Two days of models, the second serving since yesterday, and how its lists were clicked for two hours beside the day before. */
const served = async (clicks: number, views = 4000): Promise<{ world: World; mart: ClickThroughMart }> => {
  const world = aWorld();
  await world.open();
  await world.play();
  await world.pass(day);
  await world.open({ date: "2026-11-22" });
  await world.play("2026-11-22");
  const { since } = (await world.ledger.live("personal")) ?? { since: 0 };
  const next = Math.ceil(since / hour) * hour;
  const home = { placement: "home", source: "live", lists: 400 };
  const hours = [
    { ...home, hour: next - day, views: 4000, clicks: 400 },
    { ...home, hour: next, views, clicks },
  ];
  await world.pass(2 * hour);
  return { world, mart: { generatedAt: world.now(), hours } };
};

const guard = (world: World, mart: ClickThroughMart) =>
  guardModels(world.now(), { ledger: world.ledger, mart: async () => mart, pipeline: world.pipeline });
const liveRun = async (world: World, campaign: string) => (await world.ledger.live(campaign))?.run;

describe("the guard of live models", () => {
  it("puts back the model before when visitors click less by the margin, once, and only on that campaign", async () => {
    const { world, mart } = await served(200);

    expect(await guard(world, mart)).toMatchObject([
      {
        campaign: "personal",
        did: "rolled back",
        opening: { opened: "2026-11-22-2" },
        message: expect.stringMatching(
          /^200 clicks of 4000 views since run 2026-11-22 serves; 400 of 4000 .*: 50.00 % of it/,
        ),
      },
      { campaign: "similar", did: "too few views" },
    ]);
    expect(await guard(world, mart)).toMatchObject([{ opening: { opened: "2026-11-22-2" } }, {}]);
    expect(await world.play("2026-11-22-2")).toMatchObject({ status: "succeeded", rollback: true });

    const before = (await world.ledger.live("personal"))?.solutionVersionArn;
    expect(before).toContain(`personal-${first}`);
    expect(await liveRun(world, "similar")).toBe("2026-11-22");
    expect((await guard(world, mart)).map(({ campaign }) => campaign)).toEqual(["similar"]);
    expect(await world.ledger.run("2026-11-22-3")).toBeUndefined();
  });

  it("waits while a run is open", async () => {
    const { world, mart } = await served(200);
    await world.open({ date: "2026-11-23" });
    expect(await guard(world, mart)).toMatchObject([{ opening: { refused: "2026-11-23" } }, {}]);
  });

  it.each([
    ["that is a little worse", 380, 4000, "nothing"],
    ["whose fall could be chance", 300, 4000, "nothing"],
    ["hardly seen yet", 1, 500, "too few views"],
  ])("leaves a model %s", async (_, clicks, views, did) => {
    const { world, mart } = await served(clicks, views);
    expect((await guard(world, mart))[0]).toMatchObject({ did });
    expect(await world.ledger.lockedBy()).toBeUndefined();
  });

  it("does nothing where pipeline.yml does not ask for it", async () => {
    const { world, mart } = await served(200);
    const { online: _, ...gate } = written.gate;
    const needs = { ledger: world.ledger, mart: async () => mart, pipeline: { ...world.pipeline, gate } };
    expect(await guardModels(world.now(), needs)).toEqual([]);
  });

  it("says so when there is nothing to go back to", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    const { since } = (await world.ledger.live("personal")) ?? { since: 0 };
    const next = Math.ceil(since / hour) * hour;
    const home = { placement: "home", source: "live", lists: 400, views: 4000 };
    const hours = [
      { ...home, hour: next - day, clicks: 400 },
      { ...home, hour: next, clicks: 10 },
    ];
    expect((await guard(world, { generatedAt: 0, hours }))[0]).toMatchObject({ did: "nothing to go back to" });
  });
});
