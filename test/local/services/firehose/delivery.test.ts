import { DeleteDeliveryStreamCommand, PutRecordCommand } from "@aws-sdk/client-firehose";
import { CreateBucketCommand, DeleteBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { aFirehose, type Firehose } from "./stream.ts";

const minute = 60_000;

describe("delivery", () => {
  let hose: Firehose;
  beforeEach(async () => void (hose = await aFirehose()));
  afterEach(() => hose.close());

  it("waits for the interval, counted from the first record, and joins records with nothing between", async () => {
    await hose.create();
    await hose.advance(10 * minute);
    await hose.put("abc");
    await hose.advance(59_000);
    await hose
      .client()
      .send(new PutRecordCommand({ DeliveryStreamName: "clicks", Record: { Data: Buffer.from("def") } }));
    expect(await hose.delivered()).toEqual({});

    await hose.advance(1_000);

    const [[key, text] = ["", ""], ...others] = Object.entries(await hose.delivered());
    expect(key).toMatch(/^2026\/11\/21\/09\/clicks-1-2026-11-21-09-10-00-[0-9a-f-]{36}$/);
    expect(text).toBe("abcdef");
    expect(others).toEqual([]);
  });

  it("does not wait when the buffer is full", async () => {
    await hose.create();
    await hose.put(Buffer.alloc(600_000, "a"));
    await hose.advance(0);
    expect(await hose.delivered()).toEqual({});

    await hose.put(Buffer.alloc(600_000, "b"));
    await hose.put("next");
    await hose.advance(0);

    expect(Object.values(await hose.delivered()).map((text) => text.length)).toEqual([1_200_000]);
    await hose.advance(minute);
    expect(Object.values(await hose.delivered()).map((text) => text.length)).toEqual(
      expect.arrayContaining([1_200_000, 4]),
    );
  });

  it("compresses, says so, and puts the object under the evaluated prefix", async () => {
    await hose.create({
      Prefix: "raw/clicks/received=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/",
      ErrorOutputPrefix: "raw/errors/!{firehose:error-output-type}/",
      CompressionFormat: "GZIP",
      CustomTimeZone: "Asia/Seoul",
    });
    await hose.put("one\n", "two\n");
    await hose.advance(minute);

    const [[key, text] = ["", ""]] = Object.entries(await hose.delivered());
    expect(key).toMatch(/^raw\/clicks\/received=2026-11-21\/hour=18\/clicks-1-2026-11-21-18-00-00-[0-9a-f-]{36}\.gz$/);
    expect(text).toBe("one\ntwo\n");
    const client = new S3Client(hose.cloud.config());
    expect(await client.send(new HeadObjectCommand({ Bucket: "lake", Key: key }))).toMatchObject({
      ContentEncoding: "gzip",
      ContentType: "application/octet-stream",
    });
    client.destroy();
  });

  it("ends records with a delimiter and keys with an extension when told to", async () => {
    await hose.create({
      FileExtension: ".ndjson",
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          { Type: "AppendDelimiterToRecord", Parameters: [{ ParameterName: "Delimiter", ParameterValue: "\\n" }] },
        ],
      },
    });
    await hose.put("one", "two");
    await hose.advance(minute);

    const [[key, text] = ["", ""]] = Object.entries(await hose.delivered());
    expect(key).toMatch(/\.ndjson$/);
    expect(text).toBe("one\ntwo\n");
  });

  it("delivers after a restart what it acknowledged before, once, under the key it had then", async () => {
    await hose.create();
    await hose.put("before|");
    await hose.advance(30_000);
    await hose.restart();
    await hose.put("after|");
    await hose.advance(30_000);

    const delivered = await hose.delivered();
    expect(Object.values(delivered)).toEqual(["before|after|"]);
    expect(Object.keys(delivered)[0]).toContain("clicks-1-2026-11-21-09-00-00-");
    await hose.restart();
    await hose.advance(10 * minute);
    expect(await hose.delivered()).toEqual(delivered);
  });

  it("keeps records while the bucket is gone, also over a restart, and delivers them when it is back", async () => {
    const silenced = jest.spyOn(console, "error").mockImplementation(() => undefined);
    const client = new S3Client(hose.cloud.config());
    await hose.create();
    await client.send(new DeleteBucketCommand({ Bucket: "lake" }));
    await hose.put("kept");
    await hose.advance(minute);
    await hose.advance(10 * minute);
    await hose.restart();
    await hose.advance(1_000);

    const again = new S3Client(hose.cloud.config());
    await again.send(new CreateBucketCommand({ Bucket: "lake" }));
    await hose.advance(10 * minute);

    expect(Object.values(await hose.delivered())).toEqual(["kept"]);
    silenced.mockRestore();
    client.destroy();
    again.destroy();
  });

  it("does not put an object twice when it was killed between putting and forgetting", async () => {
    await hose.create();
    await hose.put("once");
    const { state } = hose.cloud.platform();
    const [segment] = state.collection<object>("firehose.segments").list();
    await hose.advance(minute);
    const [key = ""] = Object.keys(await hose.delivered());
    if (!segment) throw new Error("no segment was open");
    const { lastModified } = hose.objects().head("lake", key) ?? {};

    state.collection("firehose.segments").put(segment.id, segment.value);
    await hose.restart();
    await hose.advance(minute);

    expect(await hose.delivered()).toEqual({ [key]: "once" });
    expect(hose.objects().head("lake", key)).toMatchObject({ lastModified });
  });

  it("discards what a deleted stream had not delivered, as AWS does", async () => {
    await hose.create();
    await hose.put("lost");

    await hose.client().send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: "clicks" }));
    await hose.advance(10 * minute);

    expect(await hose.delivered()).toEqual({});
    await expect(hose.put("more")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});
