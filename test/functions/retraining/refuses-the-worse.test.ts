import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { GetRecommendationsCommand, PersonalizeRuntimeClient } from "@aws-sdk/client-personalize-runtime";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { bucket } from "@millrace/core/aws/s3";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { columnsOf, type Dataset } from "@millrace/core/domain/datasets";
import type { Judged, Run } from "@millrace/core/domain/run";
import { batchLists as readLists } from "../../../functions/recommend/batch-lists.ts";
import { refreshLists } from "../../../functions/retraining/lists/refresh-lists.ts";
import { startOf } from "../../../functions/retraining/start.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { parse } from "yaml";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { aWorld, written, type World } from "./world.ts";

const document = parse(readFileSync("pipeline.yml", "utf8")) as object;
const Bucket = "millrace-dev-lake";
const [people, aisles, shelf, acts] = [120, 12, 8, 16];
const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** A number below `below` that looks like chance and is always the same. */
const lot = (seed: number, below: number) => Math.abs(Math.imul(seed ^ (seed >>> 7), 0x45d9f3b) >>> 3) % below;

/** What somebody did: all in the aisle they are at home in, walking along its shelf. */
const act = (user: number, n: number) => `p${(user % aisles) * shelf + ((user + n) % shelf)}`;
const second = (user: number, n: number) => 1_790_000_000 + n * 3600 + user;
type Row = readonly (string | number)[];
const row = (user: number, n: number, item: string): Row => [`u${user}`, item, second(user, n), "View", ""];

/** The newest two acts of every second user are withheld in each run alike. */
const isHeldOut = (user: number, n: number) => user % 2 === 0 && n >= acts - 2;
const heldOut = many(people, (user) => many(acts, (n) => [user, n] as const))
  .flat()
  .filter(([user, n]) => isHeldOut(user, n))
  .map(([user, n]) => row(user, n, act(user, n)));

const training = (item: (user: number, n: number) => string): Row[] =>
  many(people, (user) => many(acts, (n) => [user, n] as const))
    .flat()
    .filter(([user, n]) => !isHeldOut(user, n))
    .map(([user, n]) => row(user, n, item(user, n)));

/** Half of what is done is chance: enough to beat popularity. */
const noisy = training((user, n) =>
  lot(user * 977 + n, 2) === 0 ? act(user, n) : `p${lot(user * 31 + n * 7, aisles * shelf)}`,
);
const shuffled = training((user, n) => `p${lot(user * 7919 + n * 104_729, aisles * shelf)}`);
const clean = training(act);
const days: Record<string, readonly Row[]> = {
  "2026-11-21": noisy,
  "2026-11-22": shuffled,
  "2026-11-23": clean,
  "2026-11-24": clean,
};

const items: Row[] = many(aisles * shelf, (item) => [
  `p${item}`,
  `상품 ${item}`,
  `thing ${item}`,
  "",
  "",
  "",
  1000,
  "yes",
  1_780_000_000,
]);
const users: Row[] = many(people, (user) => [`u${user}`, "mobile", "ko-KR"]);

describe("the gate over the wire, on the same held-out users", () => {
  let cloud: TestCloud;
  let world: World;
  let ask: PersonalizeRuntimeClient;
  let lake: ReturnType<typeof bucket>;

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const storage = s3(platform);
      return { services: [storage, ...personalize(platform, storage.objects)] };
    });
    const storage = new S3Client(cloud.config());
    ask = new PersonalizeRuntimeClient(cloud.config());
    await storage.send(new CreateBucketCommand({ Bucket }));
    lake = bucket(Bucket, storage);
    const put = (Key: string, rows: readonly Row[], dataset: Dataset) => {
      const Body = [columnsOf(dataset), ...rows].map((line) => line.join()).join("\n");
      return storage.send(new PutObjectCommand({ Bucket, Key, Body }));
    };
    world = aWorld({
      client: new PersonalizeClient(cloud.config()),
      clock: cloud.clock,
      lake,
      pipeline: {
        gate: { ...written.gate, tie: "keep" },
        solutions: written.solutions.filter(({ name }) => name !== "similar"),
        campaigns: written.campaigns.filter(({ name }) => name === "personal"),
      },
      async exports(run) {
        const interactions = days[run] ?? [];
        await put(`t2/${run}/interactions/part-0.csv`, interactions, "interactions");
        await put(`t2/${run}/holdout/part-0.csv`, heldOut, "interactions");
        await put(`t2/${run}/items/part-0.csv`, items, "items");
        await put(`t2/${run}/users/part-0.csv`, users, "users");
        const active = users.map(([user]) => `${user},${second(0, acts)}`);
        const Body = ["USER_ID,TIMESTAMP", ...active].join("\n");
        await storage.send(new PutObjectCommand({ Bucket, Key: `t2/${run}/active/part-0.csv`, Body }));
        const counts = { interactions: interactions.length, items: items.length, users: users.length };
        const manifest = { run, ...counts, heldOut: heldOut.length, lastEventTime: second(people, acts) * 1000 };
        await storage.send(
          new PutObjectCommand({ Bucket, Key: `t2/${run}/manifest.json`, Body: JSON.stringify(manifest) }),
        );
      },
    });
  });
  afterAll(() => cloud.close());

  /** Opens a run, plays it to its end, and gives its personal model. */
  const played = async (id: string): Promise<Run> => {
    // Training is real work in real time, which the clock cannot shorten.
    for (let round = 0; round < 600 && (await world.play(id, 1)).status === "open"; round += 1) await wait(10);
    const run = await world.ledger.run(id);
    expect(run?.failureReason).toBeUndefined();
    return run as Run;
  };
  const retrained = async (date: string) => {
    await world.open({ date });
    const run = await played(date);
    return (run.steps["judge-models"].output as Judged).models.find(({ solution }) => solution === "personal");
  };

  /** What forty visitors are shown, byte for byte. */
  const servedLists = async (): Promise<string> => {
    const { campaignArn } = (await world.ledger.live("personal")) ?? {};
    const lists = await Promise.all(
      many(40, async (user) => {
        const { itemList } = await ask.send(new GetRecommendationsCommand({ campaignArn, userId: `u${user}` }));
        return JSON.stringify(itemList);
      }),
    );
    return lists.join("\n");
  };

  /** What was made for everybody at once by the model that serves, for the first visitors. */
  const batchLists = async (): Promise<string[][]> => {
    const pipeline = parsePipeline({ ...document, batch: [{ name: "home", solution: "personal", placement: "home" }] });
    const needs = {
      personalize: world.control,
      ledger: world.ledger,
      name: "millrace-dev",
      lakeBucket: Bucket,
      pipeline,
    };
    for (let looks = 0; looks < 200; looks += 1) {
      const [refreshed] = await refreshLists(world.now(), { ...needs, lake });
      if (refreshed?.did === "written") break;
      await world.pass(60_000);
      await wait(10);
    }
    const read = readLists(lake, world.now, () => undefined);
    return Promise.all(many(5, async (user) => [...((await read("home", `u${user}`))?.itemIds ?? [])]));
  };

  it("refuses a model of shuffled data, deploys a better one, keeps on a tie, and a rollback restores each list, the batch ones too", async () => {
    const first = await retrained("2026-11-21");
    expect(first).toMatchObject({ verdict: "deploy", heldOut: { users: people / 2 } });
    expect(first?.reasons[1]).toMatch(/^beats popularity: .*95 % interval \+.* over 60 users$/);
    const atFirst = await servedLists();

    const worse = await retrained("2026-11-22");
    expect(worse?.verdict).toBe("keep");
    expect(worse?.reasons[0]).toMatch(
      /^worse than the live model by more than 5 %: .*interval −0\.\d+ to −0\.\d+ over 60 users$/,
    );
    expect(await world.ledger.live("personal")).toMatchObject({ run: "2026-11-21" });
    expect(await servedLists()).toBe(atFirst);

    const better = await retrained("2026-11-23");
    expect(better).toMatchObject({ verdict: "deploy", heldOut: { live: { users: people / 2 } } });
    expect(better?.reasons[0]).toMatch(
      /^not worse than the live model: .*interval \+0\.\d+ to \+0\.\d+ over 60 users$/,
    );
    expect(await world.ledger.live("personal")).toMatchObject({ run: "2026-11-23" });
    const atBest = await servedLists();
    expect(atBest).not.toBe(atFirst);

    const same = await retrained("2026-11-24");
    expect(same).toMatchObject({ verdict: "keep" });
    expect(same?.reasons[0]).toMatch(/^a tie with the live model, which the rule keeps: /);
    expect(await servedLists()).toBe(atBest);

    const trigger = { date: "2026-11-24", by: "kim", isByHand: true, rollback: true as const };
    const { start } = await startOf(world.ledger, trigger, world.pipeline.campaigns);
    await world.open(trigger, start);
    await played("2026-11-24-2");
    expect(await servedLists()).toBe(atFirst);

    const shown = atFirst
      .split("\n")
      .map((list) => (JSON.parse(list) as { itemId: string }[]).map(({ itemId }) => itemId));
    expect(await batchLists()).toEqual(shown.slice(0, 5));
  }, 240_000);
});
