import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { s3Lake } from "../../../etl/runner/s3-lake.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { publishEtl } from "../../../scripts/publish-etl.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { aLakeWith, aLine } from "../given.ts";
import { memoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";
import { runPython, whereSparkIs } from "./spark.ts";

const bucket = "lake";
const clicks = "raw/clicks/received=2026-11-20/hour=12/clicks-1.gz";
const written = ["t1/", "marts/", "t2/", "tmp/", "quarantine/"];

whereSparkIs("job.py over S3", () => {
  let cloud: TestCloud;
  let client: S3Client;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-spark-"));
    cloud = await testCloud((platform) => ({ services: [s3(platform)] }));
    client = new S3Client(cloud.config());
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await publishEtl(client, bucket);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const job = (...args: string[]) =>
    runPython("over_s3.py", [folder, "--bucket", bucket, "--plan", ...args], {
      AWS_ENDPOINT_URL: cloud.config().endpoint,
      AWS_REGION: cloud.config().region,
      AWS_DEFAULT_REGION: cloud.config().region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
  /** What each object says: Spark's Parquet has other bytes each time, since Java gives the encodings of a column in no order. */
  const contents = async () => {
    const lake = s3Lake(bucket, client);
    const lists = await Promise.all(written.map((prefix) => lake.list(prefix)));
    const copy = memoryLake();
    const says = new Map<string, unknown>();
    for (const { key, etag } of lists.flat()) {
      copy.objects.set(key, (await lake.get(key))?.body ?? Buffer.alloc(0));
      says.set(
        key,
        key.endsWith(".parquet")
          ? await parquetRows(copy, key)
          : key === "t1/manifest.json"
            ? JSON.parse(copy.text(key).replaceAll(/"md5":"\w+"/g, '"md5":""'))
            : etag,
      );
    }
    return says;
  };

  it("lists more than a page, swaps partitions in, writes its manifest, and removes what is stale and temporary", async () => {
    const lake = s3Lake(bucket, client);
    const one = aLakeWith([aLine({ event_date: "2026-11-19" }), aLine(), "{bad"]);
    await lake.put(clicks, one.objects.get(clicks) ?? Buffer.alloc(0), "application/x-ndjson");
    const refused = Array.from(
      { length: 1001 },
      (_, n) => `quarantine/reason=missing/date=2026-11-20/r-${n}.ndjson.gz`,
    );
    const line = [...aLakeWith([{ reason: "missing" }]).objects.values()][0] ?? Buffer.alloc(0);
    for (const key of refused) await lake.put(key, line, "application/x-ndjson");
    const stale = "t1/events/event_date=2026-11-01/part-0.parquet";
    await lake.put(stale, Buffer.from("stale"), "application/octet-stream");

    await job("lake");
    const first = await contents();
    await job("lake");

    expect([...first.keys()].filter((key) => key.startsWith("t1/events/"))).toEqual([
      "t1/events/event_date=2026-11-19/part-0.parquet",
      "t1/events/event_date=2026-11-20/part-0.parquet",
    ]);
    expect([...first.keys()].filter((key) => key.startsWith("tmp/") || key === stale)).toEqual([]);
    const counts: unknown = JSON.parse(String((await lake.get("marts/counts.json"))?.body));
    expect(counts).toMatchObject({ raw: { objects: 1, lines: 3 }, t1: { unique: 2 }, quarantine: { refused: 1001 } });
    const part = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: "t1/events/event_date=2026-11-19/part-0.parquet" }),
    );
    expect(part.ContentType).toBe("application/vnd.apache.parquet");
    expect(await contents()).toEqual(first);
  }, 600_000);

  it("exports a run once, with its manifest last", async () => {
    await job("export", "--run", "r1");
    const first = await contents();
    await s3Lake(bucket, client).put(clicks, Buffer.from(""), "application/x-ndjson");
    await job("export", "--run", "r1");

    expect([...first.keys()].filter((key) => key.startsWith("t2/"))).toEqual([
      "t2/r1/active/part-0.csv",
      "t2/r1/gone/part-0.csv",
      "t2/r1/holdout/part-0.csv",
      "t2/r1/interactions/part-0.csv",
      "t2/r1/items/part-0.csv",
      "t2/r1/manifest.json",
      "t2/r1/new/part-0.csv",
      "t2/r1/users/part-0.csv",
    ]);
    expect(await contents()).toEqual(first);
  }, 600_000);
});
