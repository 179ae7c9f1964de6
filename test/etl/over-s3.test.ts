import { spawn } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { s3Lake } from "../../etl/runner/s3-lake.ts";
import { s3 } from "../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../local/cloud.ts";
import { aLakeWith, aLine } from "./given.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bucket = "lake";
let cloud: TestCloud;

beforeAll(async () => {
  cloud = await testCloud((platform) => ({ services: [s3(platform)] }));
  await new S3Client(cloud.config()).send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(() => cloud.close());

/** Run a script of ours against the cloud, as an operator or local Glue would. */
const run = (script: string, args: string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number | null; said: string }>((resolve) => {
    const { endpoint, region } = cloud.config();
    const child = spawn(process.execPath, [join(root, script), ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        ...env,
      },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("close", (code) => resolve({ code, said }));
  });

describe("the jobs over S3", () => {
  it("turn clicks and a product database into T1, marts and a run's T2, and reconcile proves it", async () => {
    const lake = s3Lake(bucket, new S3Client(cloud.config()));
    const clicks = aLakeWith([aLine({ user_id: "kim" }), aLine({ user_id: "kim", item_id: "a b" }), "{bad"]);
    const key = "raw/clicks/received=2026-11-20/hour=12/a b+c=1.gz";
    await lake.put(key, [...clicks.objects.values()][0] ?? Buffer.alloc(0), "application/x-ndjson");
    const shop = join(cloud.directory, "shop.sqlite");
    const database = new DatabaseSync(shop);
    database.exec(`create table products(product_id text primary key, name_ko text, price integer, available integer);
      create table users(user_id text primary key); insert into users values ('lee');
      create table orders(order_id text primary key, user_id text, ordered_at integer, status text);
      create table order_items(order_id text, line integer, product_id text, quantity integer, price integer);
      insert into orders values ('o', 'lee', 1700000000000, 'paid');
      insert into order_items values ('o', 1, 'tent', 1, 9);`);
    database.close();

    const jobs = [
      await run("etl/duckdb.ts", ["--plan", "lake", "--bucket", bucket, "--JOB_RUN_ID", "jr_1"]),
      await run("etl/duckdb.ts", ["--plan", "export", "--bucket", bucket, "--run", "r1"], { PRODUCT_DB: shop }),
    ];

    expect(jobs).toEqual([expect.objectContaining({ code: 0 }), expect.objectContaining({ code: 0 })]);
    const written = (await lake.list("")).map((object) => object.key);
    expect(written).toEqual(
      expect.arrayContaining([
        "marts/popular.json",
        "t1/events/event_date=2026-11-20/part-0.parquet",
        "t1/manifest.json",
      ]),
    );
    expect(String((await lake.get("t2/r1/interactions/part-0.csv"))?.body).split("\n")).toEqual([
      "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE",
      "lee,tent,1700000000,Purchase,9.0",
      expect.stringMatching(/^kim,a b,\d+,View,$/),
      expect.stringMatching(/^kim,tent,\d+,View,$/),
      "",
    ]);
    const counts: unknown = JSON.parse(String((await lake.get("marts/counts.json"))?.body));
    expect(counts).toMatchObject({
      job: "jr_1",
      raw: { objects: 1, lines: 3 },
      t1: { unique: 2 },
      quarantine: { lines: 1 },
    });

    const proof = await run("scripts/reconcile.ts", ["--bucket", bucket]);
    expect(proof).toMatchObject({ code: 0, said: expect.stringContaining("accepted 2 = unique 2 + duplicates 0") });

    const late = "raw/clicks/received=2026-11-20/hour=23/late.gz";
    await lake.put(late, gzipSync(`${JSON.stringify(aLine())}\n`), "application/x-ndjson");
    const early = await run("scripts/reconcile.ts", ["--bucket", bucket]);
    expect(early).toMatchObject({
      code: 3,
      said: expect.stringMatching(/^not yet: 1 object waits for the lake job, the oldest for \d+ (s|min)\. /),
    });
    await lake.remove(late);

    await lake.remove("t1/events/event_date=2026-11-20/part-0.parquet");
    const broken = await run("scripts/reconcile.ts", ["--bucket", bucket]);
    expect(broken).toMatchObject({ code: 1, said: expect.stringContaining("2 events are not there yet") });
  });
});
