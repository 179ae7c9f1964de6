import { describe, expect, it } from "@jest/globals";
import type { Notification } from "@millrace/core/aws/notify";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { historyReport } from "@millrace/core/domain/history-report";
import { guardModels } from "../../../functions/retraining/guard-models.ts";
import { watchOver } from "../../../functions/retraining/watch-over.ts";
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

  describe("with nothing to go back to", () => {
    const alone = async () => {
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
      return { world, mart: { generatedAt: 0, hours } };
    };
    const entry = `${first}-2`;

    it("writes an entry of the history, once for each deployment, and leaves what serves", async () => {
      const { world, mart } = await alone();

      expect((await guard(world, mart))[0]).toMatchObject({ did: "nothing to go back to", entry });
      await world.pass(day); // however often it looks, and on another day
      expect((await guard(world, mart))[0]).toMatchObject({ did: "nothing to go back to", entry });

      const runs = await world.ledger.runs(10);
      expect(runs.map(({ id }) => id)).toEqual([entry, first]);
      expect(runs[0]).toMatchObject({
        status: "failed",
        step: null,
        rollback: true,
        openedBy: expect.stringMatching(/^click-through of personal: 10 clicks of 4000 views/),
        failureReason: expect.stringMatching(
          /^deploy-campaigns: 10 clicks of 4000 views .*; no campaign has served another model before: personal serves that of run 2026-11-21\. What to do: see what changed/,
        ),
      });
      expect(historyReport(runs)).toContain("was to be rolled back; **failed** at deploy-campaigns: 10 clicks of 4000");
      expect([await world.ledger.lockedBy(), await liveRun(world, "personal")]).toEqual([undefined, first]);
    });

    it("does so while a run is open, and the next night's run goes on as ever", async () => {
      const { world, mart } = await alone();
      await world.open({ date: "2026-11-22" });
      expect((await guard(world, mart))[0]).toMatchObject({ entry });
      expect(await world.ledger.lockedBy()).toBe("2026-11-22");
      expect(await world.play("2026-11-22")).toMatchObject({ status: "succeeded" });
    });

    it("lets the watch tell the bus and people of it", async () => {
      const { world, mart } = await alone();
      await guard(world, mart);
      const [toBus, toPeople]: Notification[][] = [[], []];
      const told = new Set<string>();
      const look = () =>
        watchOver(world.now(), {
          ledger: {
            runs: (limit) => world.ledger.runs(limit),
            lives: async () => [],
            isTold: async (id) => told.has(id),
            setTold: async (id) => void told.add(id),
            setWatched: async () => undefined,
          },
          notify: [async (one) => void toBus?.push(one), async (one) => void toPeople?.push(one)],
          pipeline: world.pipeline,
        });

      await look();
      await look();

      const news = {
        type: "Rollback Failed",
        subject: `Millrace: run ${entry} could not put back a model`,
        message: expect.stringContaining("10 clicks of 4000 views"),
      };
      expect(toBus?.filter(({ type }) => type === "Rollback Failed")).toMatchObject([news]);
      expect(toPeople).toMatchObject([news]);
    });
  });
});
