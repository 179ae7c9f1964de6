import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateDeliveryStreamCommand } from "@aws-sdk/client-firehose";
import { CreateDatabaseCommand, CreateTableCommand, paginateGetPartitions } from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { dieOf } from "../../../local/faults/faults.ts";
import { destination } from "../services/firehose/stream.ts";
import { begin, type Life } from "./life.ts";
import { load, md5, noPromises, type Promises } from "./load.ts";

/** `MILLRACE_KILLS=200 MILLRACE_SEED=7 npm test -- test/local/killed` */
const kills = Number(process.env["MILLRACE_KILLS"] ?? 4);
const seed = Number(process.env["MILLRACE_SEED"] ?? Date.now() % 1_000_000);

let directory: string;
let life: Life | undefined;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "millrace-killed-"))));
afterEach(async () => {
  if (life && !life.isOver()) await life.kill();
  rmSync(directory, { recursive: true });
});

const furnish = async ({ s3, firehose, glue }: Life): Promise<void> => {
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  const LambdaFunctionArn = "arn:aws:lambda:ap-northeast-2:000000000000:function:catalog";
  const Filter = { Key: { FilterRules: [{ Name: "prefix" as const, Value: "o/" }] } };
  const LambdaFunctionConfigurations = [{ LambdaFunctionArn, Events: ["s3:ObjectCreated:*" as const], Filter }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: "lake",
      NotificationConfiguration: { LambdaFunctionConfigurations },
    }),
  );
  const ExtendedS3DestinationConfiguration = destination({
    Prefix: "raw/!{timestamp:yyyy}/",
    ErrorOutputPrefix: "errors/!{firehose:error-output-type}",
  });
  await firehose.send(
    new CreateDeliveryStreamCommand({ DeliveryStreamName: "clicks", ExtendedS3DestinationConfiguration }),
  );
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
  const TableInput = {
    Name: "clicks",
    PartitionKeys: [{ Name: "day", Type: "string" }],
    StorageDescriptor: { Location: "s3://lake/" },
  };
  await glue.send(new CreateTableCommand({ DatabaseName: "shop", TableInput }));
};

const keysOf = async ({ s3 }: Life, Prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: "lake", Prefix }))
    keys.push(...Contents.map(({ Key = "" }) => Key));
  return keys;
};

const read = async ({ s3 }: Life, Key: string): Promise<{ bytes: Buffer; etag: string }> => {
  const { Body, ETag = "" } = await s3.send(new GetObjectCommand({ Bucket: "lake", Key }));
  return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), etag: ETag.replaceAll('"', "") };
};

/** What is there must be what was promised, or what was under way when the instance died; and whole. */
const checkObjects = async (now: Life, { objects, told }: Promises): Promise<void> => {
  const keys = [...(await keysOf(now, "o/")), ...(await keysOf(now, "m/"))];
  const folders = ["o", "m"].map((name) => join(directory, "s3/lake", name)).filter((folder) => existsSync(folder));
  expect(folders.flatMap((folder) => readdirSync(folder)).length).toBe(keys.length);
  const there = new Map<string, string>();
  for (const key of keys) {
    const { bytes, etag } = await read(now, key);
    there.set(key, md5(bytes));
    if (key.startsWith("o/")) expect(etag).toBe(md5(bytes));
  }
  for (const [key, possible] of objects) {
    expect([key, possible]).toEqual([key, expect.arrayContaining([there.get(key) ?? ""])]);
    objects.set(key, [there.get(key) ?? ""]);
  }
  const events = (await (await fetch(`${now.endpoint}/_told`)).json()) as {
    Records: { s3: { object: { eTag: string } } }[];
  }[];
  const tags = new Set(events.flatMap(({ Records }) => Records.map((record) => record.s3.object.eTag)));
  expect(told.filter((etag) => !tags.has(etag))).toEqual([]);
};

const checkPartitions = async ({ glue }: Life, { partitions }: Promises): Promise<void> => {
  const found = new Set<string>();
  for await (const { Partitions = [] } of paginateGetPartitions(
    { client: glue },
    { DatabaseName: "shop", TableName: "clicks" },
  ))
    for (const { Values = [] } of Partitions) found.add(Values[0] ?? "");
  expect(partitions.filter((day) => !found.has(day))).toEqual([]);
};

/** Every record that was acknowledged, once; waits for the last buffers. */
const checkRecords = async (now: Life, { records }: Promises): Promise<void> => {
  let lines: string[] = [];
  let missing = records;
  for (let look = 0; look < 100 && (look === 0 || missing.length > 0); look++) {
    if (look > 0) await sleep(150);
    lines = [];
    for (const key of await keysOf(now, "raw/"))
      lines.push(...(await read(now, key)).bytes.toString().split("\n").slice(0, -1));
    const found = new Set(lines);
    missing = records.filter((record) => !found.has(record));
  }
  expect(missing).toEqual([]);
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines.filter((line) => !/^\d+-x{400}$/.test(line))).toEqual([]);
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Until so many more calls were acknowledged: a moment of the load's time, however busy the machine is. */
const acknowledged = async (promises: Promises, more: number): Promise<void> => {
  const done = ({ records, partitions, told }: Promises) => records.length / 50 + partitions.length / 5 + told.length;
  const enough = done(promises) + more;
  while (done(promises) < enough) await sleep(1);
};

describe(`killed ${kills} times under load (seed ${seed})`, () => {
  it(
    "loses nothing that it acknowledged, and shows nothing half-written",
    async () => {
      const promises = noPromises();
      for (let round = 0; round <= kills; round++) {
        life = await begin(directory);
        const now = life;
        if (round === 0) await furnish(now);
        await checkObjects(now, promises);
        await checkPartitions(now, promises);
        if (round === kills) break;
        const loading = load(now, promises);
        await Promise.race([acknowledged(promises, 1 + Math.floor(24 * dieOf(`${seed}/${round}`))), loading]);
        await sleep(30 * dieOf(`${seed}/${round}/later`)); // in the middle of something
        await now.kill();
        await loading;
      }
      await checkRecords(life as Life, promises);
      const { records, partitions, told } = promises;
      expect(Math.min(records.length, partitions.length, told.length)).toBeGreaterThan(kills);
    },
    30_000 + kills * 40_000, // a busy machine takes ten times as long as an idle one
  );
});
