import { gunzipSync } from "node:zlib";
import * as sdk from "@aws-sdk/client-firehose";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import { findTarget, itWith, until, type Target } from "./target.ts";

let target: Target;
let firehose: sdk.FirehoseClient;
beforeAll(async () => {
  target = await findTarget();
  firehose = new sdk.FirehoseClient(target.config);
});
afterAll(async () => {
  firehose.destroy();
  await target.close();
});

const streamNow = async (DeliveryStreamName: string) =>
  (await firehose.send(new sdk.DescribeDeliveryStreamCommand({ DeliveryStreamName }))).DeliveryStreamDescription;

describe("Firehose: a stream", () => {
  itWith("MILLRACE_WIRE_ROLE", "delivers what was put, and is changed, tagged and deleted", async () => {
    const DeliveryStreamName = target.name("clicks");
    const prefix = `${target.name("firehose")}/`;
    const ExtendedS3DestinationConfiguration: sdk.ExtendedS3DestinationConfiguration = {
      RoleARN: target.role,
      BucketARN: `arn:aws:s3:::${target.bucket}`,
      Prefix: `${prefix}day=!{timestamp:yyyy-MM-dd}/`,
      ErrorOutputPrefix: `${prefix}errors/!{firehose:error-output-type}/`,
      CompressionFormat: "GZIP",
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    };
    await firehose.send(
      new sdk.CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration }),
    );
    await until(async () => (await streamNow(DeliveryStreamName))?.DeliveryStreamStatus === "ACTIVE");
    const { DeliveryStreamNames } = await firehose.send(new sdk.ListDeliveryStreamsCommand({ Limit: 50 }));
    expect(DeliveryStreamNames).toContain(DeliveryStreamName);

    const Data = (line: string) => Buffer.from(`${line}\n`);
    const one = await firehose.send(new sdk.PutRecordCommand({ DeliveryStreamName, Record: { Data: Data("one") } }));
    expect(one.RecordId).toMatch(/./);
    const Records = ["two", "셋"].map((line) => ({ Data: Data(line) }));
    const batch = await firehose.send(new sdk.PutRecordBatchCommand({ DeliveryStreamName, Records }));
    expect([batch.FailedPutCount, batch.RequestResponses?.length]).toEqual([0, 2]);

    const s3 = new S3Client(target.config);
    const lines = await until(async () => {
      const asked = { Bucket: target.bucket, Prefix: `${prefix}day=` };
      const { Contents = [] } = await s3.send(new ListObjectsV2Command(asked));
      const bodies = Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: target.bucket, Key }));
        return gunzipSync((await Body?.transformToByteArray()) ?? "").toString();
      });
      const found = (await Promise.all(bodies)).join("").split("\n").filter(Boolean);
      return found.length >= 3 && found;
    });
    expect(lines.sort()).toEqual(["one", "two", "셋"]);
    s3.destroy();

    const tagged = { DeliveryStreamName, Tags: [{ Key: "team", Value: "data" }] };
    const tags = async () =>
      (await firehose.send(new sdk.ListTagsForDeliveryStreamCommand({ DeliveryStreamName }))).Tags;
    await firehose.send(new sdk.TagDeliveryStreamCommand(tagged));
    expect(await tags()).toEqual(tagged.Tags);
    await firehose.send(new sdk.UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ["team"] }));
    expect(await tags()).toEqual([]);

    const before = await streamNow(DeliveryStreamName);
    const update = {
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: before?.VersionId,
      DestinationId: before?.Destinations?.[0]?.DestinationId,
      ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 90 } },
    };
    await firehose.send(new sdk.UpdateDestinationCommand(update));
    expect((await streamNow(DeliveryStreamName))?.VersionId).toBe("2");
    await expect(firehose.send(new sdk.UpdateDestinationCommand(update))).rejects.toMatchObject({
      name: "ConcurrentModificationException",
    });
    await firehose.send(new sdk.DeleteDeliveryStreamCommand({ DeliveryStreamName }));
  });
});
