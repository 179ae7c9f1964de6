import { gunzipSync } from "node:zlib";
import {
  CreateDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  type ExtendedS3DestinationConfiguration,
} from "@aws-sdk/client-firehose";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { RecordFaults } from "../../../../local/services/firehose/put-records.ts";
import { firehose, type Firehose as FirehoseService } from "../../../../local/services/firehose/service.ts";
import type { Invoke } from "../../../../local/services/firehose/transform.ts";
import { s3, type S3 } from "../../../../local/services/s3/service.ts";
import { testCloud } from "../../cloud.ts";

export const destination = (
  more: Partial<ExtendedS3DestinationConfiguration> = {},
): ExtendedS3DestinationConfiguration => ({
  RoleARN: "arn:aws:iam::000000000000:role/firehose",
  BucketARN: "arn:aws:s3:::lake",
  BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
  ...more,
});

/** A local Firehose beside an S3 with the bucket `lake`. */
export const aFirehose = async (faults?: RecordFaults, invoke?: Invoke) => {
  let store: S3 | undefined;
  let service: FirehoseService | undefined;
  const cloud = await testCloud((platform) => {
    store = s3(platform);
    service = firehose(platform, store.objects, { ...(faults && { faults }), ...(invoke && { invoke }) });
    return { services: [store, service] };
  });
  let client = new FirehoseClient(cloud.config());
  const bucket = new S3Client(cloud.config());
  await bucket.send(new CreateBucketCommand({ Bucket: "lake" }));
  bucket.destroy();
  const objects = () => {
    if (!store) throw new Error("the service is not made yet");
    return store.objects;
  };
  return {
    cloud,
    objects,
    client: () => client,
    create: (more: Partial<ExtendedS3DestinationConfiguration> = {}, DeliveryStreamName = "clicks") =>
      client.send(
        new CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration: destination(more) }),
      ),
    put: (...records: (string | Buffer)[]) =>
      client.send(
        new PutRecordBatchCommand({
          DeliveryStreamName: "clicks",
          Records: records.map((record) => ({ Data: Buffer.from(record) })),
        }),
      ),
    /** What the lake has, by key; gzip undone. */
    async delivered(): Promise<Record<string, string>> {
      const found: Record<string, string> = {};
      for (const { key } of objects().list("lake", "")) {
        const { body = Buffer.alloc(0) } = (await objects().get("lake", key)) ?? {};
        found[key] = (key.endsWith(".gz") ? gunzipSync(body) : body).toString();
      }
      return found;
    },
    /** Moves time on and lets deliveries end. */
    async advance(ms: number): Promise<void> {
      await cloud.clock.advance(ms);
      await service?.settled();
    },
    async restart(): Promise<void> {
      client.destroy();
      await cloud.restart();
      client = new FirehoseClient(cloud.config());
    },
    async close(): Promise<void> {
      client.destroy();
      await cloud.close();
    },
  };
};

export type Firehose = Awaited<ReturnType<typeof aFirehose>>;
