import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aLake, type Lake } from "./lake.ts";

describe("PutObject and GetObject", () => {
  let lake: Lake;
  beforeEach(async () => void (lake = await aLake()));
  afterEach(() => lake.close());
  const get = (Key: string, more: object = {}) =>
    lake.client().send(new GetObjectCommand({ Bucket: "lake", Key, ...more }));

  it("gives back what was put, with its facts", async () => {
    const put = await lake.client().send(
      new PutObjectCommand({
        Bucket: "lake",
        Key: "t1/a.json",
        Body: "hello",
        ContentType: "application/json",
        CacheControl: "max-age=60",
        Metadata: { run: "2026-11-21" },
      }),
    );

    const { Body, ...facts } = await get("t1/a.json");

    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(await Body?.transformToString()).toBe("hello");
    expect(facts).toMatchObject({
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      ContentLength: 5,
      ContentType: "application/json",
      CacheControl: "max-age=60",
      LastModified: new Date(lake.cloud.clock.now()),
      Metadata: { run: "2026-11-21" },
      ChecksumCRC32: "NhCmhg==",
    });
    const { $metadata: _, ...head } = await lake
      .client()
      .send(new HeadObjectCommand({ Bucket: "lake", Key: "t1/a.json" }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: "application/json", Metadata: { run: "2026-11-21" } });
  });

  it("keeps an object as a plain file under its key", async () => {
    await lake.put("t1/events/event_date=2026-11-21/part-0.parquet", "rows");

    const path = join(lake.cloud.directory, "s3/lake/t1/events/event_date=2026-11-21/part-0.parquet");
    expect(readFileSync(path, "utf8")).toBe("rows");
    await lake
      .client()
      .send(new DeleteObjectCommand({ Bucket: "lake", Key: "t1/events/event_date=2026-11-21/part-0.parquet" }));
    expect(existsSync(join(lake.cloud.directory, "s3/lake/t1"))).toBe(false);
  });

  it.each([
    "a b+c=d%20e",
    "몽스토어/강아지 간식.json",
    "a//b",
    "ends/",
    "%",
    "x?y#z&w",
    "가".repeat(300),
    "a/../b",
    "./c",
    "a:b|c*",
    "quote\"'",
  ])("takes the key %j", async (key) => {
    await lake.put(key, "here");

    expect(await lake.text(key)).toBe("here");
    expect(
      lake
        .objects()
        .list("lake", "")
        .map((object) => object.key),
    ).toEqual([key]);
  });

  it("lets one key be the folder of another, in either order", async () => {
    await lake.put("a", "file");
    await lake.put("a/b", "below it");
    await lake.put("c/d/e", "below");
    await lake.put("c/d", "above it");

    expect(await Promise.all(["a", "a/b", "c/d/e", "c/d"].map((key) => lake.text(key)))).toEqual([
      "file",
      "below it",
      "below",
      "above it",
    ]);
    await lake.put("a/b", "anew");
    expect(await lake.text("a/b")).toBe("anew");
  });

  it("undoes the chunks of a streamed body and keeps the encoding that is the object's own", async () => {
    const body = gzipSync("one\ntwo\n".repeat(50_000), { level: 0 });
    const pieces = [body.subarray(0, 10), body.subarray(10, 300_000), body.subarray(300_000)];
    await lake.client().send(
      new PutObjectCommand({
        Bucket: "lake",
        Key: "streamed.gz",
        Body: Readable.from(pieces),
        ContentLength: body.length,
        ContentEncoding: "gzip",
      }),
    );

    const { Body, ContentEncoding } = await get("streamed.gz");

    expect(ContentEncoding).toBe("gzip");
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
  });

  it("answers a range with 206, and one beyond the end with InvalidRange", async () => {
    await lake.put("digits", "0123456789");
    const range = async (Range: string) => {
      const { Body, ContentRange, $metadata } = await get("digits", { Range });
      return [await Body?.transformToString(), ContentRange, $metadata.httpStatusCode];
    };

    expect(await range("bytes=2-4")).toEqual(["234", "bytes 2-4/10", 206]);
    expect(await range("bytes=7-")).toEqual(["789", "bytes 7-9/10", 206]);
    expect(await range("bytes=-2")).toEqual(["89", "bytes 8-9/10", 206]);
    expect(await range("bytes=5-999")).toEqual(["56789", "bytes 5-9/10", 206]);
    expect(await range("lines=1-2")).toEqual(["0123456789", undefined, 200]);
    await expect(get("digits", { Range: "bytes=10-" })).rejects.toMatchObject({
      name: "InvalidRange",
      $metadata: { httpStatusCode: 416 },
    });
  });

  it("reads a large object whole, and a range of it", async () => {
    const body = Buffer.alloc(3_000_000, "0123456789");
    await lake.put("large", body);

    const whole = await (await get("large")).Body?.transformToByteArray();
    const part = await (await get("large", { Range: "bytes=1000000-1999999" })).Body?.transformToByteArray();

    expect(Buffer.from(whole ?? []).equals(body)).toBe(true);
    expect(Buffer.from(part ?? []).equals(body.subarray(1_000_000, 2_000_000))).toBe(true);
  });

  it("reads on condition", async () => {
    const { ETag } = await lake.put("a", "one");
    const later = new Date(lake.cloud.clock.now() + 1_000);

    expect((await get("a", { IfMatch: ETag })).ContentLength).toBe(3);
    await expect(get("a", { IfMatch: '"other"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
    await expect(get("a", { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get("a", { IfModifiedSince: later })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get("a", { IfUnmodifiedSince: new Date(0) })).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  it("writes on condition", async () => {
    const put = (Key: string, more: object) =>
      lake.client().send(new PutObjectCommand({ Bucket: "lake", Key, Body: "x", ...more }));

    const { ETag } = await put("lock", { IfNoneMatch: "*" });
    await expect(put("lock", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    await put("lock", { IfMatch: ETag });
    await expect(put("lock", { IfMatch: '"stale"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
    await expect(put("none", { IfMatch: ETag })).rejects.toBeInstanceOf(NoSuchKey);
  });

  it("lets one of many creators win", async () => {
    const put = () =>
      lake.client().send(new PutObjectCommand({ Bucket: "lake", Key: "lock", Body: "x", IfNoneMatch: "*" }));

    const results = await Promise.allSettled(Array.from({ length: 8 }, put));

    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("says what is missing, and nothing in the body of a HEAD", async () => {
    const head = new HeadObjectCommand({ Bucket: "lake", Key: "none" });

    await expect(get("none")).rejects.toBeInstanceOf(NoSuchKey);
    await expect(lake.client().send(head)).rejects.toBeInstanceOf(NotFound);
    await expect(
      lake.client().send(new PutObjectCommand({ Bucket: "nowhere", Key: "a", Body: "x" })),
    ).rejects.toBeInstanceOf(NoSuchBucket);
    await expect(lake.put("k".repeat(1_025))).rejects.toMatchObject({ name: "KeyTooLongError" });
  });

  it("refuses what it would otherwise lose", async () => {
    const locked = new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "x", ObjectLockMode: "GOVERNANCE" });

    await expect(lake.client().send(locked)).rejects.toMatchObject({ name: "NotImplemented" });
    const asked = [
      { ACL: "public-read" },
      { StorageClass: "GLACIER" },
      { ServerSideEncryption: "aws:kms" },
      { SSECustomerAlgorithm: "AES256" },
      { WebsiteRedirectLocation: "/b" },
    ] as const;
    for (const one of asked) {
      const put = new PutObjectCommand({ Bucket: "lake", Key: "refused", Body: "x", ...one });
      await expect(lake.client().send(put)).rejects.toMatchObject({ name: "NotImplemented" });
    }
    const usual = { ACL: "private", StorageClass: "STANDARD", ServerSideEncryption: "AES256" } as const;
    await lake.client().send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "x", ...usual }));
    const version = { Bucket: "lake", Key: "a", VersionId: "7" };
    const refused = { name: "NotImplemented" };
    await expect(lake.client().send(new GetObjectCommand(version))).rejects.toMatchObject(refused);
    await expect(lake.client().send(new DeleteObjectCommand(version))).rejects.toMatchObject(refused);
    expect(await lake.text("a")).toBe("x");
  });

  it("takes an empty object", async () => {
    await lake.put("empty", "");

    expect(await lake.text("empty")).toBe("");
    await expect(get("empty", { Range: "bytes=0-" })).rejects.toMatchObject({ name: "InvalidRange" });
  });
});
