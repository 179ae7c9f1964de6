import {
  DescribeDeliveryStreamCommand,
  CreateDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from "@aws-sdk/client-firehose";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aFirehose, destination, type Firehose } from "./stream.ts";

describe("PutRecordBatch", () => {
  let hose: Firehose;
  beforeEach(async () => void (hose = await aFirehose()));
  afterEach(() => hose.close());

  it("answers each record in order", async () => {
    await hose.create();

    const { FailedPutCount, Encrypted, RequestResponses = [] } = await hose.put("a", "b");

    expect({ FailedPutCount, Encrypted }).toEqual({ FailedPutCount: 0, Encrypted: false });
    expect(RequestResponses).toEqual([{ RecordId: expect.any(String) }, { RecordId: expect.any(String) }]);
    expect(new Set(RequestResponses.map(({ RecordId }) => RecordId)).size).toBe(2);
  });

  it("refuses more than AWS takes, in its words", async () => {
    await hose.create();
    const batch = (count: number, size: number) => hose.put(...Array.from({ length: count }, () => Buffer.alloc(size)));

    await expect(batch(501, 1)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(
        "at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
      ),
    });
    await expect(batch(0, 0)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(batch(2, 1_024_001)).rejects.toMatchObject({
      message: expect.stringContaining(
        "at 'records.1.member.data' failed to satisfy constraint: Member must have length less than or equal to 1024000",
      ),
    });
    await expect(batch(5, 1_000_000)).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: "Records size exceeds 4 MB limit",
    });
    await batch(4, 1_024_000);
  });

  it("knows only streams that exist", async () => {
    await expect(hose.put("a")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Firehose clicks under account 000000000000 not found.",
    });
  });
});

describe("a record that fails within a call that succeeds", () => {
  it("is reported at its place and not delivered", async () => {
    const hose = await aFirehose(({ data }) =>
      Buffer.from(data).toString() === "bad"
        ? { code: "ServiceUnavailableException", message: "Slow down." }
        : undefined,
    );
    await hose.create();

    const { FailedPutCount, RequestResponses } = await hose.put("a", "bad", "c");
    const alone = new PutRecordCommand({ DeliveryStreamName: "clicks", Record: { Data: Buffer.from("bad") } });

    expect(FailedPutCount).toBe(1);
    expect(RequestResponses?.[1]).toEqual({ ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." });
    await expect(hose.client().send(alone)).rejects.toMatchObject({
      name: "ServiceUnavailableException",
      $metadata: { httpStatusCode: 503 },
    });
    await hose.advance(60_000);
    expect(Object.values(await hose.delivered())).toEqual(["ac"]);
    await hose.close();
  });
});

describe("delivery streams", () => {
  let hose: Firehose;
  beforeEach(async () => void (hose = await aFirehose()));
  afterEach(() => hose.close());

  it("are described as they were asked for", async () => {
    await hose.create({ Prefix: "raw/" });
    const { DeliveryStreamDescription: found } = await hose
      .client()
      .send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: "clicks" }));

    expect(found).toMatchObject({
      DeliveryStreamARN: "arn:aws:firehose:ap-northeast-2:000000000000:deliverystream/clicks",
      DeliveryStreamStatus: "ACTIVE",
      DeliveryStreamType: "DirectPut",
      VersionId: "1",
      CreateTimestamp: new Date(hose.cloud.clock.now()),
      Destinations: [
        { ExtendedS3DestinationDescription: { ...destination({ Prefix: "raw/" }), CompressionFormat: "UNCOMPRESSED" } },
      ],
    });
    await expect(hose.create()).rejects.toMatchObject({ name: "ResourceInUseException" });
  });

  it("are listed by name, a page at a time", async () => {
    for (const name of ["c", "a", "b"]) await hose.create({}, name);

    const first = await hose.client().send(new ListDeliveryStreamsCommand({ Limit: 2 }));
    const rest = await hose.client().send(new ListDeliveryStreamsCommand({ ExclusiveStartDeliveryStreamName: "b" }));

    expect(first).toMatchObject({ DeliveryStreamNames: ["a", "b"], HasMoreDeliveryStreams: true });
    expect(rest).toMatchObject({ DeliveryStreamNames: ["c"], HasMoreDeliveryStreams: false });
  });

  it.each([
    ["an expression without ErrorOutputPrefix", { Prefix: "!{timestamp:yyyy}/" }, "InvalidArgumentException"],
    ["an unknown expression", { Prefix: "!{x:y}/", ErrorOutputPrefix: "e/" }, "InvalidArgumentException"],
    ["half of the buffering hints", { BufferingHints: { SizeInMBs: 5 } }, "InvalidArgumentException"],
    ["a buffer beyond the limit", { BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } }, "ValidationException"],
    ["a compression of another case", { CompressionFormat: "SNAPPY" as "Snappy" }, "ValidationException"],
    ["a compression that is not here", { CompressionFormat: "ZIP" as const }, "InvalidArgumentException"],
    ["an unknown zone", { CustomTimeZone: "Mars/Olympus" }, "InvalidArgumentException"],
    ["dynamic partitioning", { DynamicPartitioningConfiguration: { Enabled: true } }, "InvalidArgumentException"],
    [
      "a processor that is not here",
      { ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "Lambda" as const }] } },
      "InvalidArgumentException",
    ],
  ])("are refused for %s", async (_, more, name) => {
    await expect(hose.create(more)).rejects.toMatchObject({ name });
  });

  it("need exactly one destination, S3", async () => {
    const create = (more: object) =>
      hose.client().send(new CreateDeliveryStreamCommand({ DeliveryStreamName: "x", ...more }));

    await expect(create({})).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: "Exactly one destination configuration is supported for a Firehose",
    });
    await expect(
      create({ S3DestinationConfiguration: { RoleARN: destination().RoleARN, BucketARN: destination().BucketARN } }),
    ).rejects.toMatchObject({ name: "InvalidArgumentException" });
  });

  it("take the largest batch", async () => {
    await hose.create();
    const record = { Data: Buffer.alloc(400, "x") };
    const batch = new PutRecordBatchCommand({
      DeliveryStreamName: "clicks",
      Records: Array.from({ length: 500 }, () => record),
    });

    await hose.client().send(batch);
    await hose.advance(60_000);

    expect(Object.values(await hose.delivered()).map((text) => text.length)).toEqual([200_000]);
  });
});
