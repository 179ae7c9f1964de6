import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { CreateDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { s3Lake } from "../../etl/runner/s3-lake.ts";
import { start } from "../wire/child.ts";

const bufferSeconds = 2; // the product's is a minute, which a bench need not wait for

/** The local Firehose and S3 in a process of their own, with the stream `clicks` into the bucket `lake`. */
export const localLake = async () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "millrace-ingest-")));
  const aws = await start<{ port: number }>("server.ts", "firehose", directory);
  const endpoint = `http://127.0.0.1:${aws.first.port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const config = { endpoint, region: "ap-northeast-2", forcePathStyle: true, credentials };
  const s3 = new S3Client(config);
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  await new FirehoseClient(config).send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: "clicks",
      ExtendedS3DestinationConfiguration: {
        RoleARN: "arn:aws:iam::000000000000:role/firehose",
        BucketARN: "arn:aws:s3:::lake",
        BufferingHints: { SizeInMBs: 5, IntervalInSeconds: bufferSeconds },
        CompressionFormat: "GZIP",
      },
    }),
  );
  const lake = s3Lake("lake", s3);
  return {
    endpoint,
    /** CPU of the whole process so far, ms. */
    async cpuMs(): Promise<number> {
      const { all } = await aws.ask<{ all: NodeJS.CpuUsage }>();
      return (all.user + all.system) / 1000;
    },
    /** Until the last buffer's time is over and its object is there. */
    written: () => setTimeout(bufferSeconds * 1000 + 1500),
    /** How often each event is in the objects. */
    async stored(): Promise<Map<string, number>> {
      const found = new Map<string, number>();
      for (const { key } of await lake.list("")) {
        const object = await lake.get(key);
        for (const line of object ? gunzipSync(object.body).toString().trimEnd().split("\n") : []) {
          const { event_id } = JSON.parse(line) as { event_id: string };
          found.set(event_id, (found.get(event_id) ?? 0) + 1);
        }
      }
      return found;
    },
    async end() {
      await aws.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
