import { describe, expect, it } from "@jest/globals";
import { pointerKey, shardKey, shardOf, type ListsPointer, type ListsShard } from "@millrace/core/domain/batch-lists";
import { batchLists } from "../../../../functions/recommend/batch-lists.ts";
import { startOf } from "../../../../functions/retraining/start.ts";
import { aShop, first, retrain } from "./a-shop.ts";

describe("lists for many visitors", () => {
  it("are made anew after each deployment, for the visitors who were there last", async () => {
    const { world, lake, refresh } = aShop();
    expect(await refresh()).toMatchObject({ did: "nothing", message: "no model of personal serves yet" });
    await retrain(world, first);

    expect(await refresh()).toMatchObject({ did: "started", message: `lists for 20 users by run ${first}` });
    expect(world.objects.get(`t2/${first}/lists/home/users.json`)?.split("\n").slice(0, 2)).toEqual([
      '{"userId":"u0"}',
      '{"userId":"u1"}',
    ]);
    expect(world.fake.inputs.CreateBatchInferenceJob?.at(-1)).toMatchObject({
      jobName: `millrace-dev-lists-home-${first}`,
      filterArn: expect.stringMatching(/filter\/millrace-dev-available$/),
    });
    expect(await refresh()).toMatchObject({ did: "waited" });
    await world.pass(60_000);
    expect(await refresh()).toMatchObject({ did: "written" });
    expect(await refresh()).toMatchObject({ did: "nothing", message: `of run ${first}` });

    const read = batchLists(lake, world.now, () => undefined);
    expect(await read("home", "u7")).toMatchObject({
      itemIds: ["wanted-7", "old-7"],
      model: expect.stringContaining(first),
    });
    expect(await read("home", "stranger")).toBeUndefined();

    await world.pass(86_400_000);
    await retrain(world, "2026-11-22");
    for (const did of ["started", "waited"]) expect(await refresh()).toMatchObject({ did });
    await world.pass(120_000);
    expect(await refresh()).toMatchObject({ did: "written" });
    expect(await read("home", "u7")).toMatchObject({ itemIds: ["wanted-7", "new-7"] });
  });

  it("follow a rollback", async () => {
    const { world, lake, refresh } = aShop();
    for (const date of [first, "2026-11-22"]) {
      await retrain(world, date);
      await world.pass(60_000);
    }
    const trigger = { date: "2026-11-22", by: "kim", isByHand: true, rollback: true as const };
    const { start } = await startOf(world.ledger, trigger, world.pipeline.campaigns);
    await world.open(trigger, start);
    await world.play("2026-11-22-2");
    await refresh();
    await world.pass(60_000);
    await refresh();
    expect(await lake.getJson<ListsPointer>(pointerKey("home"))).toMatchObject({ run: "2026-11-22-2" });
    const shard = await lake.getJson<ListsShard>(shardKey("home", "2026-11-22-2", shardOf("u3")));
    expect(shard?.["u3"]).toEqual(["wanted-3", "old-3"]);
  });

  it("of a shop without a campaign come from the newest model that was judged fit to serve", async () => {
    const { world, needs, refresh } = aShop();
    await retrain(world, first);
    const campaignless = { pipeline: { ...needs.pipeline, campaigns: [] } };
    expect(await refresh(campaignless)).toMatchObject({ did: "started" });
  });

  it("are made once, whenever a look is killed", async () => {
    for (let dies = 0; dies < 70; dies += 4) {
      const { world, lake, refresh } = aShop();
      await retrain(world, first);
      let left = dies;
      const put = async (key: string, body: string) => {
        if (left-- === 0) throw new Error("killed");
        world.objects.set(key, body);
      };
      for (let looks = 0; looks < 6; looks += 1) {
        await refresh({ lake: { ...lake, put } }).catch(() => undefined);
        await world.pass(60_000);
      }
      expect(world.fake.effects.filter((arn) => arn.includes("lists-home"))).toHaveLength(1);
      expect(await lake.getJson<ListsPointer>(pointerKey("home"))).toMatchObject({ run: first, users: 30 });
    }
  }, 60_000);

  it("that Personalize failed to make leave the older ones current, and say why", async () => {
    const { world, refresh } = aShop();
    await retrain(world, first);
    await refresh();
    const fails = { batchJob: async () => ({ arn: "a", status: "CREATE FAILED", failureReason: "no" }) };
    expect(await refresh({ personalize: { ...world.control, ...fails } })).toMatchObject({
      did: "failed",
      message: expect.stringMatching(/CREATE FAILED: no$/),
    });
    expect(world.objects.has(pointerKey("home"))).toBe(false);
  });
});
