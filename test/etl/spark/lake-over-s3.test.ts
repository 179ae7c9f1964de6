import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { CreateBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { s3, type S3 } from "../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { whereSparkIs } from "./spark.ts";

const python = process.env["MILLRACE_SPARK_PYTHON"] ?? "";
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const bucket = "lake";

whereSparkIs("job.py's lake, by boto3", () => {
  let cloud: TestCloud;
  let store: S3;
  beforeAll(async () => {
    cloud = await testCloud((platform) => ({ services: [(store = s3(platform))] }));
    await new S3Client(cloud.config()).send(new CreateBucketCommand({ Bucket: bucket }));
  }, 120_000);
  afterAll(() => cloud.close());

  const told = async (): Promise<unknown> => {
    const child = spawn(python, [path("lake_over_s3.py"), bucket], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        PYTHONPATH: path("../../../etl"),
        PYTHONDONTWRITEBYTECODE: "1",
        AWS_ENDPOINT_URL: cloud.config().endpoint,
        AWS_DEFAULT_REGION: cloud.config().region,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
      },
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
    return JSON.parse(text);
  };

  it("lists beyond a page, swaps whole objects in, reads scripts, and keeps and forgets lines", async () => {
    for (let n = 0; n < 1001; n += 1) await store.objects.put(bucket, `many/${n}`, Buffer.from("x"));
    await store.objects.put(bucket, "t1/part-0.parquet", Buffer.from("old"));
    await store.objects.put(bucket, "scripts/etl/plans/lake.json", Buffer.from("{}"));
    const refused = "quarantine/reason=missing/date=2026-11-20/r.ndjson.gz";
    await store.objects.put(bucket, refused, Buffer.from("x"));

    expect(await told()).toEqual({
      pages: 1001,
      ordered: true,
      missing: null,
      script: "{}",
      "no script": null,
      url: "s3://lake/t1/a b",
      swapped: [["t1/part-0.parquet", createHash("md5").update("new").digest("hex")]],
      kept: [
        refused,
        expect.stringMatching(/^quarantine\/reason=unreadable_line\/date=2026-11-20\/etl-t1-\w+\.ndjson\.gz$/),
      ],
      forgotten: [refused],
    });
    const head = await new S3Client(cloud.config()).send(
      new HeadObjectCommand({ Bucket: bucket, Key: "t1/part-0.parquet" }),
    );
    expect(head.ContentType).toBe("application/vnd.apache.parquet");
  }, 600_000);
});
