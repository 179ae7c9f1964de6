import { CreateDeliveryStreamCommand, FirehoseClient, PutRecordCommand } from "@aws-sdk/client-firehose";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { iamCloud, roleArn, type IamCloud } from "./iam-cloud.ts";

let cloud: IamCloud;
beforeAll(async () => {
  cloud = await iamCloud();
  await new S3Client(cloud.config()).send(new CreateBucketCommand({ Bucket: "lake" }));
});
afterAll(() => cloud.close());

describe("a stream's role", () => {
  it("must be allowed to put each object; what it may not put waits", async () => {
    const firehose = new FirehoseClient(cloud.config());
    for (const [DeliveryStreamName, Prefix] of [
      ["allowed", "raw/!{timestamp:yyyy}/"],
      ["astray", "secret/!{timestamp:yyyy}/"],
    ] as const) {
      const ExtendedS3DestinationConfiguration = {
        RoleARN: roleArn("Streamer"),
        BucketARN: "arn:aws:s3:::lake",
        Prefix,
        ErrorOutputPrefix: "raw/errors/!{firehose:error-output-type}/",
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      };
      await firehose.send(new CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration }));
      await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from("a") } }));
    }
    await cloud.clock.advance(120_000);
    const { Contents = [] } = await new S3Client(cloud.config()).send(new ListObjectsV2Command({ Bucket: "lake" }));
    expect(Contents.map(({ Key }) => Key)).toEqual([expect.stringMatching(/^raw\/2026\/allowed-1-/)]);
    expect(cloud.refusals()).toContainEqual(
      expect.objectContaining({ role: "shop-dev-Streamer", action: "s3:PutObject" }),
    );
  });
});
