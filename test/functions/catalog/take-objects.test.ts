import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { takeObjects } from "../../../functions/catalog/take-objects.ts";
import { fakeJob, fakeMarks } from "./given.ts";

const bucket = "millrace-dev-lake";
const created = (key: string, name = bucket) => ({
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: { bucket: { name }, object: { key } },
});
const direct = (...keys: string[]) => ({
  Records: keys.map((key) => ({ eventName: "ObjectCreated:Put", s3: { bucket: { name: bucket }, object: { key } } })),
});

const given = () => {
  const registered: [string, string[][], string[]][] = [];
  const strangers: string[] = [];
  const mark = fakeMarks();
  const glue = fakeJob();
  const take = takeObjects({
    bucket,
    mark,
    job: glue.job,
    onStranger: (name, key) => strangers.push(`${name}/${key}`),
    partitionsOf: (table) => ({
      register: async (values, locations) => {
        registered.push([table, values, locations]);
      },
    }),
  });
  return { take, registered, strangers, mark, ...glue };
};

describe("catalog", () => {
  it("registers the hour of a new object and starts the job", async () => {
    const catalog = given();
    const event: unknown = JSON.parse(readFileSync("events/catalog.json", "utf8"));

    expect(await catalog.take(event)).toEqual({ started: "jr_1" });
    expect(catalog.registered).toEqual([
      ["raw_clicks", [["2026-11-21", "09"]], [`s3://${bucket}/raw/clicks/received=2026-11-21/hour=09/`]],
    ]);
    expect(await catalog.mark.read()).toMatchObject({ arrived: 1, taken: 1 });
  });

  it("decodes the keys of S3's own notifications, and registers a partition once", async () => {
    const catalog = given();

    await catalog.take(
      direct("raw/clicks/received%3D2026-11-21/hour%3D09/a.gz", "raw/clicks/received%3D2026-11-21/hour%3D09/b+c.gz"),
    );

    expect(catalog.registered.map(([, values]) => values)).toEqual([[["2026-11-21", "09"]]]);
  });

  it("leaves a running job alone and the mark set", async () => {
    const catalog = given();

    await catalog.take(created("raw/clicks/received=2026-11-21/hour=09/a.gz"));
    const second = await catalog.take(created("raw/clicks/received=2026-11-21/hour=09/b.gz"));

    expect(second).toEqual({ started: false, because: "it runs" });
    expect(await catalog.mark.read()).toMatchObject({ arrived: 2, taken: 1 });
  });

  it("starts the job for spilled clicks, which have no partition", async () => {
    const catalog = given();

    expect(await catalog.take(created("raw/spill/received=2026-11-21/hour=09/r.ndjson.gz"))).toEqual({
      started: "jr_1",
    });
    expect(catalog.registered).toEqual([]);
  });

  it("registers a snapshot, which needs no run", async () => {
    const catalog = given();

    expect(await catalog.take(created("raw/snapshots/orders/taken=2026-11-21/part-0.ndjson.gz"))).toBeUndefined();
    expect(catalog.registered.map(([table]) => table)).toEqual(["snapshots_orders"]);
    expect(catalog.runs).toEqual([]);
  });

  it("registers a partition of T1, which needs no run", async () => {
    const catalog = given();

    expect(await catalog.take(created("t1/events/event_date=2026-11-21/part-0.parquet"))).toBeUndefined();
    expect(catalog.registered.map(([table]) => table)).toEqual(["t1_events"]);
  });

  it.each([
    "raw/clicks/received=2026-13-01/hour=09/a.gz",
    "raw/clicks/received%3D2026-11-21/hour%3D09/a.gz",
    "raw/clicks/received=2026-11-21/hour=24/a.gz",
    "raw/notes.txt",
    "t1/copies/event_date=2026-11-21/part-0.parquet",
  ])("does nothing for %s but say so", async (key) => {
    const catalog = given();

    expect(await catalog.take(created(key))).toBeUndefined();
    expect(catalog.strangers).toEqual([`${bucket}/${key}`]);
    expect([catalog.registered, catalog.runs]).toEqual([[], []]);
  });

  it("does not touch another bucket's objects, nor S3's own test", async () => {
    const catalog = given();

    await catalog.take(created("raw/clicks/received=2026-11-21/hour=09/a.gz", "somebody-elses"));
    await catalog.take({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: bucket });

    expect(catalog.registered).toEqual([]);
    expect(catalog.strangers).toHaveLength(1);
  });

  it("fails on an event it cannot read, so that Lambda keeps it", async () => {
    await expect(given().take({ source: "aws.s3" })).rejects.toBeInstanceOf(TypeError);
  });
});
