import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bucket } from "@millrace/core/aws/s3";
import type { Imported } from "@millrace/core/domain/run";
import { loadInteractions } from "../../../local/recommender/interactions-file.ts";
import type { DatasetRecord } from "../../../local/services/personalize/records.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { aLakeWith, aLine, exported, runExport, runLake, type RawLine } from "../../etl/given.ts";
import type { MemoryLake } from "../../etl/memory-lake.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { lakeBucket } from "./an-export.ts";
import { aWorld, written, type World } from "./world.ts";

const day = 86_400_000;
const nights = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"] as const;
const [first, second, third, fourth] = nights;
const noon = Date.UTC(2026, 10, 20, 12);

/** A day of 100 people, 15 clicks each. */
const clicks = (nth: number): RawLine[] =>
  Array.from({ length: 1500 }, (_, index) => {
    const [person, at] = [index % 100, Math.floor(index / 100)];
    const event_time = noon + nth * day + at * 60_000;
    return aLine({ user_id: `u${person}`, item_id: `p${(person * 3 + at * 7 + nth) % 60}`, event_time });
  });

describe("interactions on Personalize, imported night by night", () => {
  let cloud: TestCloud;
  let storage: S3Client;
  let raw: MemoryLake;
  let world: World;

  /** The ETL itself, its files carried to where Personalize reads. */
  const exportFor = async (run: string, { "--since": since, "--gone": gone }: Readonly<Record<string, string>>) => {
    await runExport(raw, run, { ...(since && { since }), ...(gone && { gone }) });
    for (const key of raw.keys(`t2/${run}/`))
      await storage.send(new PutObjectCommand({ Bucket: lakeBucket, Key: key, Body: raw.objects.get(key) }));
  };

  /** What Personalize holds, import by import, as the lines of the files were. */
  const held = (): string[] => {
    const platform = cloud.platform();
    const [dataset] = platform.state
      .collection<DatasetRecord>("personalize/dataset")
      .list()
      .flatMap(({ value }) => (value.type === "INTERACTIONS" ? [value] : []));
    return (dataset?.parts ?? []).flatMap(({ file }) => {
      const all = loadInteractions(readFileSync(join(platform.directory, file)));
      return all.users.flatMap((user, at) =>
        Array.from({ length: (all.offsets[at + 1] ?? 0) - (all.offsets[at] ?? 0) }, (_, nth) => {
          const row = (all.offsets[at] ?? 0) + nth;
          return `${user},${all.items[all.item[row] ?? 0]},${all.time[row]},${all.eventTypes[all.type[row] ?? 0]}`;
        }),
      );
    });
  };
  const wanted = (run: string) => exported(raw, "interactions", run).map((line) => line.split(",").slice(0, 4).join());
  const sorted = (lines: readonly string[]) => [...lines].sort();

  const night = async (date: string) => {
    await runLake(raw);
    await cloud.clock.advance(Math.max(0, Date.parse(`${date}T18:00:00Z`) - cloud.clock.now()));
    await world.open({ date });
    for (let rounds = 0; rounds < 400; rounds += 1) {
      const run = await world.play(date, 1);
      if (run.status !== "open" || run.step === "train-models") break;
      await wait(10); // imports are real work
    }
    const run = await world.ledger.run(date);
    return (run?.steps["import-datasets"].output as Imported | undefined)?.interactions;
  };

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const made = s3(platform);
      return { services: [made, ...personalize(platform, made.objects)] };
    });
    storage = new S3Client(cloud.config());
    await storage.send(new CreateBucketCommand({ Bucket: lakeBucket }));
    raw = aLakeWith([...clicks(0), ...clicks(1)]);
    world = aWorld({
      client: new PersonalizeClient(cloud.config()),
      clock: cloud.clock,
      lake: bucket(lakeBucket, storage),
      exports: exportFor,
      pipeline: { imports: { ...written.imports, mode: "incremental" }, solutions: [] },
    });
  });
  afterAll(() => cloud.close());

  it("are each there once: all of them first", async () => {
    expect(await night(first)).toMatchObject({ mode: "FULL", why: "nothing was imported before" });
    expect(sorted(held())).toEqual(sorted(wanted(first)));
  }, 180_000);

  it("then what is new, with what came late, what came twice, and what was withheld before", async () => {
    const [one] = clicks(1);
    raw.lines("raw/clicks/received=2026-11-22/hour=12/clicks.gz", [
      ...clicks(2),
      aLine({ user_id: "u1", item_id: "late", event_time: noon - 5 * day }),
      { ...one, event_id: "as-before-by-another-name" },
    ]);
    expect(await night(second)).toMatchObject({ mode: "INCREMENTAL" });
    const there = held();
    expect(sorted(there)).toEqual(sorted(wanted(second)));
    expect(there.length).toBeGreaterThan(4000);
    expect(there.filter((line) => line.startsWith("u1,late,"))).toHaveLength(1);
  }, 180_000);

  it("then on top of that, a product that was deleted staying until the next full import", async () => {
    raw.lines("raw/clicks/received=2026-11-23/hour=12/clicks.gz", clicks(3));
    const gone = {
      product_id: "late",
      name_ko: "late",
      price: 1,
      available: 0,
      created_at: 0,
      updated_at: 0,
      deleted: true,
    };
    raw.lines("raw/snapshots/products/taken=2026-11-23/part-0.ndjson.gz", [gone]);
    expect(await night(third)).toMatchObject({ mode: "INCREMENTAL" });
    expect(sorted(held())).toEqual(sorted([...wanted(third), `u1,late,${(noon - 5 * day) / 1000},View`]));
  }, 180_000);

  it("and without whoever refused from then on: all of them anew", async () => {
    const consent = { analytics: "granted", ads: "unknown", personalization: "denied" };
    raw.lines("raw/clicks/received=2026-11-24/hour=12/clicks.gz", [
      ...clicks(4),
      aLine({ user_id: "u7", event_name: "page_view", event_time: noon + 4 * day + 3_600_000, consent }),
    ]);
    expect(await night(fourth)).toMatchObject({
      mode: "FULL",
      why: `1 people refused or were deleted since run ${third}`,
    });
    const there = held();
    expect(sorted(there)).toEqual(sorted(wanted(fourth)));
    expect(there.filter((line) => line.startsWith("u7,") || line.includes(",late,"))).toEqual([]);
  }, 180_000);
});
