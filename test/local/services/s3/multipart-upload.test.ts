import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aLake, type Lake } from "./lake.ts";

const at = { Bucket: "lake", Key: "t2/large.csv" };
const md5 = (data: Buffer): Buffer => createHash("md5").update(data).digest();
const first = Buffer.alloc(5 * 1024 * 1024, "a");
const last = Buffer.from("the end");

describe("multipart upload", () => {
  let lake: Lake;
  beforeEach(async () => void (lake = await aLake()));
  afterEach(() => lake.close());

  const start = async (more: object = {}): Promise<string> =>
    (await lake.client().send(new CreateMultipartUploadCommand({ ...at, ...more }))).UploadId ?? "";
  const part = async (UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
    const { ETag, ChecksumCRC32 } = await lake
      .client()
      .send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    return { ETag, ChecksumCRC32, PartNumber };
  };
  const complete = (UploadId: string, Parts: CompletedPart[]) =>
    lake.client().send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));

  it("joins the named parts and takes the ETag of ETags", async () => {
    const upload = await start({ ContentType: "text/csv", ChecksumAlgorithm: "CRC32" });
    const parts = [await part(upload, 2, last), await part(upload, 1, first)].reverse();

    const { ETag, ChecksumCRC32 } = await complete(upload, parts);

    const got = await lake.client().send(new GetObjectCommand({ ...at, ChecksumMode: "ENABLED" }));
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(last)])).toString("hex")}-2"`);
    expect(got).toMatchObject({ ContentType: "text/csv", ETag, ChecksumCRC32, ChecksumType: "COMPOSITE" });
    expect(ChecksumCRC32).toMatch(/-2$/);
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat([first, last]))).toBe(true);
  });

  it("goes on after a restart, and uses a part's newest bytes", async () => {
    const upload = await start();
    await part(upload, 1, Buffer.from("old"));
    await lake.restart();
    const anew = await part(upload, 1, Buffer.from("new"));

    await complete(upload, [anew]);

    expect(await lake.text(at.Key)).toBe("new");
    await expect(complete(upload, [anew])).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  it("refuses parts that are unknown, unordered or too small", async () => {
    const upload = await start();
    const parts = [await part(upload, 1, Buffer.from("small")), await part(upload, 2, last)];

    await expect(complete(upload, [{ PartNumber: 1, ETag: '"none"' }])).rejects.toMatchObject({ name: "InvalidPart" });
    await expect(complete(upload, [...parts].reverse())).rejects.toMatchObject({ name: "InvalidPartOrder" });
    await expect(complete(upload, parts)).rejects.toMatchObject({ name: "EntityTooSmall" });
    expect(lake.objects().list("lake", "")).toEqual([]);
  });

  it("forgets an aborted upload", async () => {
    const upload = await start();
    await part(upload, 1, last);

    await lake.client().send(new AbortMultipartUploadCommand({ ...at, UploadId: upload }));

    await expect(part(upload, 2, last)).rejects.toMatchObject({ name: "NoSuchUpload" });
  });
});
