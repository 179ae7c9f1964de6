import { describe, expect, it } from "@jest/globals";
import type { Notification } from "@millrace/core/aws/notify";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Live, Watched } from "@millrace/core/domain/run";
import { watchOver } from "../../../functions/retraining/watch-over.ts";
import { aWorld, ndcg, type World } from "./world.ts";

const on: Pipeline["notifications"]["on"] = ["failed", "kept", "late", "idle"];

const watching = (world: World, promises?: Pipeline["promises"], mart?: ClickThroughMart) => {
  const { placements } = world.pipeline;
  const told = new Set<string>();
  const [toBus, toPeople]: Notification[][] = [[], []];
  const tell = (list: Notification[] | undefined) => async (one: Notification) => void list?.push(one);
  let watched: Omit<Watched, "kind" | "id"> | undefined;
  const look = () =>
    watchOver(world.now(), {
      ledger: {
        runs: (limit) => world.ledger.runs(limit),
        lives: async () =>
          (await Promise.all(["personal", "similar"].map((name) => world.ledger.live(name)))).filter(
            (live): live is Live => live !== undefined,
          ),
        isTold: async (id) => told.has(id),
        setTold: async (id) => void told.add(id),
        setWatched: async (given) => void (watched = given),
      },
      notify: [tell(toBus), tell(toPeople)],
      pipeline: { promises, notifications: { on }, campaigns: world.pipeline.campaigns, placements },
      ...(mart && { mart: async () => mart }),
    });
  return { look, toBus, toPeople, told, watched: () => watched };
};

describe("watch", () => {
  it("tells the bus of a deployment, once, and people only what they asked for", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    const { look, toBus, toPeople } = watching(world);

    expect((await look()).told).toEqual(["succeeded:2026-11-21"]);
    expect((await look()).told).toEqual([]);
    expect(toBus).toMatchObject([
      { type: "Retraining Succeeded", detail: { run: "2026-11-21", deployed: ["personal", "similar"], kept: [] } },
    ]);
    expect(toPeople).toEqual([]);
  });

  it("tells people of a failure, with what to do", async () => {
    const world = aWorld({
      fate: (kind) => (kind === "solution-version" ? { status: "CREATE FAILED", failureReason: "no" } : undefined),
    });
    await world.open();
    await world.play();
    const { look, toPeople } = watching(world);
    await look();
    expect(toPeople).toMatchObject(
      [{ subject: "Millrace: run 2026-11-21 failed", message: /^Run 2026-11-21 failed/ }].map(({ subject }) => ({
        subject,
      })),
    );
    expect(toPeople?.[0]?.message).toMatch(
      /train-models: training of personal: CREATE FAILED: no.*\nWhat served goes on serving/,
    );
  });

  it("tells people why a model was kept back", async () => {
    const world = aWorld({ metrics: () => ({ [ndcg]: 0.1 }) });
    await world.open();
    await world.play();
    const { look, toPeople } = watching(world);
    await look();
    expect(toPeople?.map(({ type, message }) => [type, message])).toEqual([
      [
        "Model Kept Back",
        "personal: does not beat popularity: 0.1000, popularity 0.1000; by Personalize's means: the export withheld nothing",
      ],
    ]);
  });

  it("tells again what could not be told", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    const { look, toBus, told } = watching(world);
    told.add = () => {
      throw new Error("killed");
    };
    await expect(look()).rejects.toThrow("killed");
    delete (told as { add?: unknown }).add;
    await look();
    expect(toBus).toHaveLength(2);
  });

  it("notices a stale model although nothing ran, and writes down how promises stand", async () => {
    const hour = 3_600_000;
    const world = aWorld({ manifest: { lastEventTime: Date.UTC(2026, 10, 21, 17) } });
    await world.open();
    await world.play();
    const { look, toPeople, watched } = watching(world, {
      liveBy: "06:00",
      timeZone: "Asia/Seoul",
      dataNoOlderThan: 26 * hour,
    });
    await look();
    expect(watched()?.promises).toMatchObject([{ name: "data fresh", holds: true }]);

    await world.pass(36 * hour);
    expect((await look()).told).toEqual(["late:2026-11-22", "stale:2026-11-23"]);
    expect((await look()).told).toEqual([]);
    expect(toPeople?.map(({ subject }) => subject)).toEqual([
      "Millrace: not kept: model live in time",
      "Millrace: not kept: data fresh",
    ]);
  });

  it("reports a campaign that nobody has seen a list of for three days, once", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    const day = 86_400_000;
    const home = { placement: "home", source: "live", lists: 1, views: 1, clicks: 0 };
    const hours = [{ ...home, hour: world.now() + 4 * day }];
    const { look, toPeople } = watching(world, undefined, { generatedAt: world.now(), hours });

    await look();
    expect(toPeople).toEqual([]);
    await world.pass(5 * day);
    expect((await look()).told).toEqual(["idle:similar:never"]);
    expect((await look()).told).toEqual([]);
    expect(toPeople).toMatchObject([
      { type: "Campaign Idle", message: expect.stringMatching(/placements: product.*billed for 1 TPS all the same/) },
    ]);
  });
});
