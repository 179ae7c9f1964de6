import { describe, expect, it } from "@jest/globals";
import { pointerKey, shardKey, shardOf, type ListsPointer, type ListsShard } from "@millrace/core/domain/batch-lists";
import type { BatchLists } from "@millrace/core/domain/pipeline";
import { refreshLists } from "../../../../functions/retraining/lists/refresh-lists.ts";
import { batchLists } from "../../../../functions/recommend/batch-lists.ts";
import { startOf } from "../../../../functions/retraining/start.ts";
import { aWorld, type World } from "../world.ts";

const first = "2026-11-21";
const home: BatchLists = {
  name: "home",
  solution: "personal",
  placement: "home",
  activeWithin: 14 * 86_400_000,
  most: 20,
  length: 25,
  filter: "available",
};

/** Thirty visitors, the last of whom was there a month ago. */
const active = (run: string): [string, string] => {
  const rows = Array.from(
    { length: 30 },
    (_, user) => `u${user},${1_790_000_000 - (user === 29 ? 30 * 86_400 : user)}`,
  );
  return [`t2/${run}/active/part-0.csv`, ["USER_ID,TIMESTAMP", ...rows].join("\n")];
};

/** Good enough for the gate, and telling which day's model made it. */
const listOf = (arn: string, user: number) =>
  arn.includes("popular") ? ["other"] : [`wanted-${user}`, `${arn.includes("11-22") ? "new" : "old"}-${user}`];

const aShop = () => {
  const world = aWorld({ lists: listOf });
  const lake = {
    list: async function* (prefix: string) {
      for (const [key, body] of world.objects) if (key.startsWith(prefix)) yield { key, size: body.length };
    },
    getBytes: async (key: string) => Buffer.from(world.objects.get(key) ?? ""),
    getJson: async <T>(key: string) => {
      const text = world.objects.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    put: async (key: string, body: string): Promise<void> => void world.objects.set(key, body),
  };
  const needs = {
    personalize: world.control,
    ledger: world.ledger,
    name: "millrace-dev",
    lake,
    lakeBucket: "millrace-dev-lake",
    pipeline: { batch: [home], campaigns: world.pipeline.campaigns },
  };
  const refresh = async (changes: Partial<typeof needs> = {}) =>
    (await refreshLists(world.now(), { ...needs, ...changes }))[0];
  return { world, lake, needs, refresh };
};

const retrain = async (world: World, date: string) => {
  await world.open({ date });
  expect(await world.play(date)).toMatchObject({ status: "succeeded" });
  world.objects.set(...active(date));
};

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
