import { CreateDatabaseCommand, CreateTableCommand, GetPartitionsCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { partitions } from "@millrace/core/aws/glue";
import { bucket as openBucket } from "@millrace/core/aws/s3";
import { rawTables, type RawTable } from "@millrace/core/domain/lake";
import * as fc from "fast-check";
import { lookAfter } from "../../../functions/catalog/look-after.ts";
import { sweepLake } from "../../../functions/catalog/sweep.ts";
import { takeObjects } from "../../../functions/catalog/take-objects.ts";
import { createGlue } from "../../../local/services/glue/service.ts";
import { s3, type S3 } from "../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { fakeMarks } from "./given.ts";
import { expectedPartitions, expectedT1, scheduledJob } from "./schedule-lake.ts";
import { schedules, type Schedule, type Step } from "./schedule.ts";

/** MILLRACE_RUNS=10000 tries as many. */
const runs = Number(process.env["MILLRACE_RUNS"] ?? 50);
const now = Date.UTC(2026, 10, 21, 9);
const database = "lake";
const tables = Object.keys(rawTables) as RawTable[];

let cloud: TestCloud;
let store: S3;
let glue: GlueClient;
let client: S3Client;
let made = 0;

beforeAll(async () => {
  cloud = await testCloud((platform) => {
    store = s3(platform);
    return { services: [store, createGlue(platform, { runners: {} }, store.objects)] };
  });
  glue = new GlueClient(cloud.config());
  client = new S3Client(cloud.config());
});
afterAll(() => cloud.close());

const died = new Error("the function was killed");

/** Each call counts; after `calls` of them nothing is done any more. */
function mortal<T extends object>(target: T, life: { calls: number }): T {
  return new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]): Promise<unknown> => {
        if (life.calls <= 0) throw died;
        life.calls -= 1;
        return (await Reflect.apply(member, object, args)) as unknown;
      };
    },
  });
}

const bridged = (name: string, key: string) => ({
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: { bucket: { name }, object: { key } },
});
const direct = (name: string, keys: string[]) => ({
  Records: keys.map((key) => ({
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name }, object: { key: encodeURIComponent(key).replaceAll("%20", "+") } },
  })),
});

/** A lake of its own, with a catalog of its own and the functions that keep both. */
async function aLake({ arrivals }: Schedule) {
  made += 1;
  const name = `lake-${made}`;
  await client.send(new CreateBucketCommand({ Bucket: name }));
  const DatabaseName = `${database}_${made}`;
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
  await Promise.all(
    tables.map((table) =>
      glue.send(
        new CreateTableCommand({
          DatabaseName,
          TableInput: { Name: table, PartitionKeys: rawTables[table].map((Name) => ({ Name, Type: "string" })) },
        }),
      ),
    ),
  );
  const job = scheduledJob(store.objects, name, (key) =>
    client.send(new DeleteObjectCommand({ Bucket: name, Key: key })),
  );
  const mark = fakeMarks();
  const known = new Map(tables.map((table) => [table, partitions(DatabaseName, table, glue)]));
  const partitionsOf = (table: RawTable) => known.get(table) ?? partitions(DatabaseName, table, glue);
  const strangers: string[] = [];
  const waiting = [...arrivals];
  const keys: string[] = [];

  const take = (life: { calls: number }) =>
    takeObjects({
      bucket: name,
      mark: mortal(mark, life),
      job: mortal(job.job, life),
      partitionsOf: (table) => mortal(partitionsOf(table), life),
      onStranger: (_, key) => strangers.push(key),
    });
  const resume = lookAfter({
    bucket: name,
    mark,
    job: job.job,
    sweep: sweepLake({ bucket: name, lake: openBucket(name, client), partitionsOf, mark }),
  });
  const steps: { [D in Step["does"]]: (step: Extract<Step, { does: D }>) => Promise<void> } = {
    put: async () => {
      const arrival = waiting.shift();
      if (!arrival) return;
      await store.objects.put(name, arrival.key, Buffer.from(JSON.stringify(arrival.events)));
      keys.push(arrival.key);
    },
    tell: async ({ objects, isDirect, dies }) => {
      const told = objects.flatMap((object) => keys[object % Math.max(1, keys.length)] ?? []);
      const life = { calls: dies ?? Number.POSITIVE_INFINITY };
      const events = isDirect ? [direct(name, told)] : told.map((key) => bridged(name, key));
      for (const end of await Promise.allSettled(events.map(take(life))))
        if (end.status === "rejected" && end.reason !== died) throw end.reason;
    },
    end: async ({ state }) => {
      for (const key of await job.end(state)) if (!keys.includes(key)) keys.push(key);
    },
    resume: async ({ byTimer }) => {
      await resume({ source: byTimer ? "aws.events" : "aws.glue" }, { now });
    },
  };
  const partitionsNow = async (): Promise<string[]> => {
    const all = await Promise.all(
      tables.map(async (TableName) => {
        const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName }));
        return Partitions.map(
          (found) => `${TableName} ${found.Values?.join("/")} ${found.StorageDescriptor?.Location}`,
        );
      }),
    );
    return all.flat().sort();
  };
  return {
    name,
    job,
    strangers,
    mark,
    partitionsNow,
    play: (step: Step) => steps[step.does](step as never),
    isAllThere: () => waiting.length === 0,
    resume: () => resume({ source: "aws.events" }, { now }),
  };
}

describe("the catalog, whatever order notifications come in, how often, or whether at all", () => {
  it("ends with the same lake and the same partitions", async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        const lake = await aLake(schedule);
        for (const step of schedule.steps) await lake.play(step);

        while (!lake.isAllThere()) await lake.play({ does: "put" });
        for (let calm = 0, rounds = 0; calm < 2; rounds += 1) {
          if (rounds > 200) throw new Error("it never comes to rest");
          await lake.play({ does: "end", state: "SUCCEEDED" });
          const start = await lake.resume();
          calm = start.started === false && start.because === "nothing arrived" && lake.job.isIdle() ? calm + 1 : 0;
        }

        const t1 = expectedT1(schedule.arrivals);
        const there = [...schedule.arrivals.map(({ key }) => key), ...t1.keys()];
        const left = new Set(await lake.partitionsNow());
        expect(await lake.job.t1()).toEqual(t1);
        expect(expectedPartitions(there, lake.name).filter((partition) => !left.has(partition))).toEqual([]);
        // a partition of T1 that holds nothing any more may stay: it adds no row
        const isEmptied = (partition: string) => partition.startsWith("t1_events ");
        const extra = [...left].filter((partition) => !expectedPartitions(there, lake.name).includes(partition));
        expect(extra.filter((partition) => !isEmptied(partition))).toEqual([]);
        expect(lake.strangers).toEqual([]);
      }),
      { numRuns: runs },
    );
  }, 7_200_000);
});
