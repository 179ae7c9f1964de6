import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  UpdateDestinationCommand,
} from "@aws-sdk/client-firehose";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, it, jest } from "@jest/globals";
import { array, assert, asyncProperty, constant, integer, nat, oneof, record } from "fast-check";
import { parseFault } from "../../../local/faults/fault.ts";
import { createFaults } from "../../../local/faults/faults.ts";
import { recordFaults } from "../../../local/faults/records.ts";
import { firehose, type Firehose } from "../../../local/services/firehose/service.ts";
import { s3, type S3 } from "../../../local/services/s3/service.ts";
import { testCloud } from "../cloud.ts";
import { patienceFor, runs } from "../runs.ts";

const drill = [
  "firehose.PutRecordBatch:partial@0.2",
  "firehose.PutRecordBatch:throttle@0.1",
  "firehose.PutRecordBatch:timeout@0.2",
  "s3.disk:full@0.4",
];

type Step = { put: number } | { waitMs: number } | { restart: true } | { bufferMs: number };

const steps = array(
  oneof(
    { weight: 5, arbitrary: record({ put: integer({ min: 1, max: 40 }) }) },
    { weight: 3, arbitrary: record({ waitMs: integer({ min: 0, max: 90_000 }) }) },
    { weight: 1, arbitrary: constant({ restart: true as const }) },
    { weight: 1, arbitrary: record({ bufferMs: integer({ min: 60_000, max: 900_000 }) }) },
  ),
  { minLength: 3, maxLength: 15 },
);

/** One producer that sends each record once, whatever comes back, while all this goes wrong. */
const play = async (seed: number, plan: readonly Step[]) => {
  const faults = createFaults(seed);
  let store: S3 | undefined;
  let stream: Firehose | undefined;
  const cloud = await testCloud((platform) => {
    store = s3(platform);
    stream = firehose(platform, store.objects, { faults: recordFaults(faults) });
    return { services: [store, stream] };
  }, faults);
  const sent = new Set<string>();
  const acknowledged: string[] = [];
  try {
    let client = new FirehoseClient(cloud.config());
    await new S3Client(cloud.config()).send(new CreateBucketCommand({ Bucket: "lake" }));
    await client.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: "clicks",
        ExtendedS3DestinationConfiguration: {
          RoleARN: "arn:aws:iam::000000000000:role/firehose",
          BucketARN: "arn:aws:s3:::lake",
          Prefix: "raw/received=!{timestamp:yyyy-MM-dd}/",
          ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
          BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
        },
      }),
    );
    for (const text of drill) faults.add(parseFault(text));
    const put = async (count: number): Promise<void> => {
      const lines = Array.from({ length: count }, (_, index) => `record ${sent.size + index}\n`);
      for (const line of lines) sent.add(line);
      const Records = lines.map((line) => ({ Data: Buffer.from(line) }));
      const answer = await client
        .send(new PutRecordBatchCommand({ DeliveryStreamName: "clicks", Records }))
        .catch(() => undefined);
      for (const [index, { RecordId }] of (answer?.RequestResponses ?? []).entries())
        if (RecordId !== undefined) acknowledged.push(lines[index] ?? "");
    };
    const buffer = async (IntervalInSeconds: number): Promise<void> => {
      const about = { DeliveryStreamName: "clicks" };
      const { DeliveryStreamDescription: now } = await client.send(new DescribeDeliveryStreamCommand(about));
      const [destination] = now?.Destinations ?? [];
      await client.send(
        new UpdateDestinationCommand({
          ...about,
          CurrentDeliveryStreamVersionId: now?.VersionId,
          DestinationId: destination?.DestinationId,
          ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: 1, IntervalInSeconds } },
        }),
      );
    };
    for (const step of plan)
      if ("put" in step) await put(step.put);
      else if ("bufferMs" in step) await buffer(Math.round(step.bufferMs / 1000));
      else if ("waitMs" in step) {
        await cloud.clock.advance(step.waitMs);
        await stream?.settled();
      } else {
        await cloud.restart();
        client = new FirehoseClient(cloud.config());
      }
    faults.clear();
    for (let minute = 0; minute < 30; minute++) {
      await cloud.clock.advance(60_000);
      await stream?.settled();
    }
    const keys = store?.objects.list("lake", "").map(({ key }) => key) ?? [];
    const delivered: string[] = [];
    for (const key of keys) {
      const object = await store?.objects.get("lake", key);
      delivered.push(...(object?.body.toString().split(/(?<=\n)/) ?? []));
    }
    return { sent, acknowledged, delivered, keys };
  } finally {
    await cloud.close();
  }
};

it(
  "delivers every acknowledged record at least once, whatever goes wrong",
  async () => {
    jest.spyOn(console, "error").mockReturnValue(); // each first retry is told to the operator
    let records = 0;
    await assert(
      asyncProperty(nat(), steps, async (seed, plan) => {
        const { sent, acknowledged, delivered, keys } = await play(seed, plan);
        records += acknowledged.length;
        const arrived = new Set(delivered);
        expect(acknowledged.filter((line) => !arrived.has(line))).toEqual([]);
        expect(delivered.filter((line) => !sent.has(line))).toEqual([]); // and nothing torn or made up
        expect(
          keys.filter((key) => !/^raw\/received=2026-11-21\/clicks-\d+-2026-11-21-[\d-]{8}-[\da-f-]{36}$/.test(key)),
        ).toEqual([]);
      }),
      runs(25),
    );
    expect(records).toBeGreaterThan(500);
  },
  patienceFor(25, 1_500),
);
