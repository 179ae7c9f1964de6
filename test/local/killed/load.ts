import { createHash, randomBytes } from "node:crypto";
import { PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { BatchCreatePartitionCommand } from "@aws-sdk/client-glue";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Life } from "./life.ts";

export const md5 = (data: Buffer): string => createHash("md5").update(data).digest("hex");

/** What was promised so far, and what may have happened beside it. */
export interface Promises {
  /** By key: the MD5s its object may have now; "" for none. The first is what was acknowledged last. */
  readonly objects: Map<string, string[]>;
  /** MD5s of acknowledged PutObjects, each of which a notification must tell of. */
  readonly told: string[];
  readonly records: string[];
  readonly partitions: string[];
}

export const noPromises = (): Promises => ({ objects: new Map(), told: [], records: [], partitions: [] });

let serial = 0;

/** One writer's turn on its own key: what it tries may have happened, what is answered has. */
const write = async (
  { objects }: Promises,
  key: string,
  outcome: string,
  work: () => Promise<unknown>,
): Promise<void> => {
  const before = objects.get(key) ?? [""];
  objects.set(key, [...before, outcome]);
  await work();
  objects.set(key, [outcome]);
};

const putOrDelete = async ({ s3 }: Life, promises: Promises): Promise<void> => {
  const number = ++serial;
  const at = { Bucket: "lake", Key: `o/${number % 12} 한글` };
  if (number % 7 === 0) return write(promises, at.Key, "", () => s3.send(new DeleteObjectCommand(at)));
  const Body = Buffer.concat([Buffer.from(`${number} `), randomBytes((number * 7919) % 150_000)]);
  await write(promises, at.Key, md5(Body), () => s3.send(new PutObjectCommand({ ...at, Body })));
  promises.told.push(md5(Body));
};

const putInParts = async ({ s3 }: Life, promises: Promises): Promise<void> => {
  const at = { Bucket: "lake", Key: `m/${++serial % 3}` };
  const Body = randomBytes(60_000);
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
  const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await write(promises, at.Key, md5(Body), () =>
    s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload })),
  );
};

const putRecords = async ({ firehose }: Life, promises: Promises): Promise<void> => {
  const records = Array.from({ length: 50 }, () => `${++serial}-${"x".repeat(400)}`);
  const Records = records.map((record) => ({ Data: Buffer.from(`${record}\n`) }));
  await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: "clicks", Records }));
  promises.records.push(...records);
};

const addPartitions = async ({ glue }: Life, promises: Promises): Promise<void> => {
  const days = Array.from({ length: 5 }, () => String(++serial));
  const PartitionInputList = days.map((day) => ({
    Values: [day],
    StorageDescriptor: { Location: `s3://lake/${day}/` },
  }));
  await glue.send(new BatchCreatePartitionCommand({ DatabaseName: "shop", TableName: "clicks", PartitionInputList }));
  promises.partitions.push(...days);
};

/** Everything at once, until the instance is killed. An error that comes while it lives is thrown. */
export const load = async (life: Life, promises: Promises): Promise<void> => {
  const loop = async (turn: (life: Life, promises: Promises) => Promise<void>): Promise<void> => {
    while (!life.isOver())
      await turn(life, promises).catch((error: unknown) => {
        if (!life.isOver()) throw error;
      });
  };
  await Promise.all([loop(putOrDelete), loop(putInParts), loop(putRecords), loop(addPartitions)]);
};
