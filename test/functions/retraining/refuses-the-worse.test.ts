import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { PersonalizeRuntimeClient } from "@aws-sdk/client-personalize-runtime";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { personalizeRuntime } from "@millrace/core/aws/personalize-runtime";
import { bucket } from "@millrace/core/aws/s3";
import type { BatchLists } from "@millrace/core/domain/pipeline";
import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";
import type { Judged, Run } from "@millrace/core/domain/run";
import { placesOf } from "../../../functions/recommend/ask.ts";
import { batchLists as readLists } from "../../../functions/recommend/batch-lists.ts";
import { recommendations } from "../../../functions/recommend/recommendations.ts";
import { timing } from "../../../functions/recommend/timing.ts";
import type { Row } from "../../../functions/recommend/shelf.ts";
import { refreshLists } from "../../../functions/retraining/lists/refresh-lists.ts";
import { startOf } from "../../../functions/retraining/start.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { exportLesson, many, visitors, type Lesson } from "./shop-of-aisles.ts";
import { aWorld, written, type World } from "./world.ts";

const Bucket = "millrace-dev-lake";
const lessonOf: Record<string, Lesson> = {
  "2026-11-21": "noisy",
  "2026-11-22": "shuffled",
  "2026-11-23": "clean",
  "2026-11-24": "clean",
  "2026-11-25": "clean",
};
const batch: BatchLists = {
  name: "home",
  solution: "personal",
  placement: "home",
  activeWithin: 14 * 86_400_000,
  most: 1000,
  length: 12,
  filter: "available",
};
const gate = { ...written.gate, tie: "keep" as "keep" | "deploy" };

describe("the gate over real parts, on the same held-out users", () => {
  let cloud: TestCloud;
  let world: World;
  let lake: ReturnType<typeof bucket>;
  /** The service that shops ask, one instance throughout, with what it keeps in memory and in its table. */
  let serve: ReturnType<typeof recommendations>;

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const storage = s3(platform);
      return { services: [storage, ...personalize(platform, storage.objects)] };
    });
    const storage = new S3Client(cloud.config());
    await storage.send(new CreateBucketCommand({ Bucket }));
    lake = bucket(Bucket, storage);
    world = aWorld({
      client: new PersonalizeClient(cloud.config()),
      clock: cloud.clock,
      lake,
      pipeline: {
        gate,
        solutions: written.solutions.filter(({ name }) => name !== "similar"),
        campaigns: written.campaigns.filter(({ name }) => name === "personal"),
      },
      exports: (run) => exportLesson(lake, run, lessonOf[run] ?? "noisy"),
    });
    const rows = new Map<string, Row>();
    serve = recommendations(placesOf({ placements: written.placements }), {
      liveModel: (campaign) => world.ledger.live(campaign),
      askCampaign: personalizeRuntime(new PersonalizeRuntimeClient(cloud.config())),
      cache: { get: async ({ key }) => rows.get(key), put: async (row) => void rows.set(row.key, row) },
      popular: async () => undefined,
      builtIn: ["p0"],
      newId: () => "r",
      now: world.now,
      onFailure: (rung, error) => {
        throw new Error(`the ladder stepped over ${rung}`, { cause: error });
      },
      timing: { ...timing, liveMs: 20_000, liveWithStaleMs: 20_000, tableMs: 20_000 },
    });
  });
  afterAll(() => cloud.close());

  /** Training is real work in real time, which the clock cannot shorten. */
  const played = async (id: string): Promise<Run> => {
    for (let round = 0; round < 600 && (await world.play(id, 1)).status === "open"; round += 1) await wait(10);
    const run = await world.ledger.run(id);
    expect(run?.failureReason).toBeUndefined();
    return run as Run;
  };
  /** The personal model of a new run, played to its end. */
  const retrained = async (date: string, force = false) => {
    await world.open({ date, force });
    const run = await played(date);
    return (run.steps["judge-models"].output as Judged).models.find(({ solution }) => solution === "personal");
  };

  const answerTo = async (user: number) => {
    const { body, headers } = await serve({ query: { placement: "home", user_id: `u${user}` }, headers: {} });
    const { items, model } = JSON.parse(String(body)) as RecommendationAnswer;
    return { items, model, source: headers?.["x-recommendation-source"] };
  };
  /** What forty visitors are shown, byte for byte; only the id of each answer is its own. */
  const served = async (): Promise<string[]> =>
    Promise.all(many(40, async (user) => JSON.stringify((await answerTo(user)).items)));
  /** Visitors who are shown anything else. */
  const differing = async (from: readonly string[] = []) =>
    (await served()).flatMap((list, user) => (list === from[user] ? [] : [`u${user}`]));
  const sources = async () => new Set(await Promise.all(many(40, async (user) => (await answerTo(user)).source)));
  const liveRun = async () => (await world.ledger.live("personal"))?.run;

  let atFirst: string[] = [];
  let atBest: string[] = [];

  it("deploys a first model that beats popularity", async () => {
    const first = await retrained("2026-11-21");
    expect(first).toMatchObject({ verdict: "deploy", heldOut: { users: visitors / 2 } });
    expect(first?.reasons[1]).toMatch(/^beats popularity: .*95 % interval \+.* over 60 held-out users$/);
    atFirst = await served();
    expect(await sources()).toEqual(new Set(["memory"]));
  }, 120_000);

  it("refuses a model of shuffled data: the old one goes on serving the same bytes", async () => {
    const worse = await retrained("2026-11-22");
    expect(worse?.verdict).toBe("keep");
    expect(worse?.reasons[0]).toMatch(
      /^worse than the live model by more than 5 %: .*interval −0\.\d+ to −0\.\d+ over 60 held-out users$/,
    );
    expect(await liveRun()).toBe("2026-11-21");
    await world.pass(60_000); // beyond what the service keeps in memory
    expect(await differing(atFirst)).toEqual([]);
  }, 120_000);

  it("deploys a better one, and no list of the old model is served from any cache", async () => {
    await served();
    const better = await retrained("2026-11-23");
    expect(better).toMatchObject({ verdict: "deploy", heldOut: { live: { users: visitors / 2 } } });
    expect(better?.reasons[0]).toMatch(
      /^not worse than the live model: .*interval \+0\.\d+ to \+0\.\d+ over 60 held-out users$/,
    );
    expect(await liveRun()).toBe("2026-11-23");

    expect(await sources()).toEqual(new Set(["live"]));
    expect((await answerTo(0)).model).toBe(better?.solutionVersionArn);
    atBest = await served();
    expect(atBest).not.toEqual(atFirst);
  }, 120_000);

  it("trains nothing where the data are the same, and compares nothing with itself", async () => {
    const same = await retrained("2026-11-24");
    expect(same).toMatchObject({ verdict: "unchanged", trainedBy: "2026-11-23" });
    expect([await liveRun(), await differing(atBest)]).toEqual(["2026-11-23", []]);
  }, 120_000);

  it("keeps the old model on a tie where the rule says keep, and takes the new one where it says deploy", async () => {
    const tie = await retrained("2026-11-25", true);
    expect(tie).toMatchObject({ verdict: "keep" });
    expect(tie?.reasons[0]).toMatch(/^a tie with the live model, which the rule keeps: /);
    expect([await liveRun(), await differing(atBest)]).toEqual(["2026-11-23", []]);

    gate.tie = "deploy";
    const id = "2026-11-25-2";
    const again = { date: "2026-11-25", by: "kim", isByHand: true, from: "judge-models" as const };
    const { start } = await startOf(world.ledger, again, world.pipeline.campaigns);
    await world.open(again, start);
    await played(id);
    expect([await liveRun(), await differing(atBest)]).toEqual([id, []]);
  }, 120_000);

  it("restores each list by a rollback, byte for byte, and the lists made for everybody follow", async () => {
    for (const [to, id] of [
      [true, "2026-11-25-3"],
      ["2026-11-21", "2026-11-25-4"],
    ] as const) {
      const trigger = { date: "2026-11-25", by: "kim", isByHand: true, rollback: to };
      const { start } = await startOf(world.ledger, trigger, world.pipeline.campaigns);
      await world.open(trigger, start);
      await played(id);
      expect(await sources()).toEqual(new Set(["live"]));
      expect(await differing(to === true ? atBest : atFirst)).toEqual([]);
    }

    const needs = {
      personalize: world.control,
      ledger: world.ledger,
      name: "millrace-dev",
      lakeBucket: Bucket,
      lake,
      pipeline: { batch: [batch], campaigns: world.pipeline.campaigns },
    };
    for (let looks = 0; looks < 200; looks += 1) {
      const [refreshed] = await refreshLists(world.now(), needs);
      if (refreshed?.did === "written") break;
      await world.pass(60_000);
      await wait(10);
    }
    const read = readLists(lake, world.now, () => undefined);
    const made = await Promise.all(many(40, async (user) => (await read("home", `u${user}`))?.itemIds));
    const shown = atFirst.map((list) => (JSON.parse(list) as { item_id: string }[]).map((item) => item.item_id));
    expect(made).toEqual(shown);
  }, 120_000);
});
