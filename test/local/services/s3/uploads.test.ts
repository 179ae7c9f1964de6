import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type ListObjectsCommandOutput,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aLake, type Lake } from "./lake.ts";

let lake: Lake;
beforeEach(async () => void (lake = await aLake()));
afterEach(() => lake.close());

const begin = async (Key: string): Promise<string> => {
  const { UploadId = "" } = await lake.client().send(new CreateMultipartUploadCommand({ Bucket: "lake", Key }));
  return UploadId;
};
const fiveMiB = 5 * 1024 * 1024;

describe("an upload under way", () => {
  it("lists its parts, by the page", async () => {
    const about = { Bucket: "lake", Key: "a", UploadId: await begin("a") };
    for (const PartNumber of [3, 1, 2])
      await lake.client().send(new UploadPartCommand({ ...about, PartNumber, Body: "x".repeat(PartNumber) }));

    const first = await lake.client().send(new ListPartsCommand({ ...about, MaxParts: 2 }));
    const second = await lake
      .client()
      .send(new ListPartsCommand({ ...about, PartNumberMarker: first.NextPartNumberMarker }));

    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
    expect([...(first.Parts ?? []), ...(second.Parts ?? [])]).toMatchObject(
      [1, 2, 3].map((PartNumber) => ({
        PartNumber,
        Size: PartNumber,
        ETag: expect.any(String),
        LastModified: expect.any(Date),
      })),
    );
    await lake.client().send(new AbortMultipartUploadCommand(about));
    await expect(lake.client().send(new ListPartsCommand(about))).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  it("is listed with the others of its bucket", async () => {
    for (const key of ["b", "a/1", "a/2", "c d"]) await begin(key);
    const list = async (more: object = {}) => {
      const {
        Uploads = [],
        CommonPrefixes = [],
        ...rest
      } = await lake.client().send(new ListMultipartUploadsCommand({ Bucket: "lake", ...more }));
      return { keys: Uploads.map(({ Key }) => Key), groups: CommonPrefixes.map(({ Prefix }) => Prefix), ...rest };
    };

    expect((await list()).keys).toEqual(["a/1", "a/2", "b", "c d"]);
    expect((await list({ Prefix: "a/" })).keys).toEqual(["a/1", "a/2"]);
    const first = await list({ Delimiter: "/", MaxUploads: 2 });
    const next = { KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker };
    const second = await list({ Delimiter: "/", ...next });
    expect([first.groups, first.keys, second.groups, second.keys]).toEqual([["a/"], ["b"], [], ["c d"]]);
  });

  it("takes parts from objects that are there", async () => {
    await lake.put("source", Buffer.concat([Buffer.alloc(fiveMiB, "a"), Buffer.from("the end")]));
    const about = { Bucket: "lake", Key: "whole", UploadId: await begin("whole") };
    const copy = (PartNumber: number, CopySourceRange: string, more: object = {}) =>
      lake
        .client()
        .send(new UploadPartCopyCommand({ ...about, PartNumber, CopySource: "lake/source", CopySourceRange, ...more }));

    const parts = [await copy(1, `bytes=0-${fiveMiB - 1}`), await copy(2, `bytes=${fiveMiB + 4}-${fiveMiB + 6}`)];
    const Parts = parts.map(({ CopyPartResult }, index) => ({ PartNumber: index + 1, ETag: CopyPartResult?.ETag }));
    await lake.client().send(new CompleteMultipartUploadCommand({ ...about, MultipartUpload: { Parts } }));

    const text = await lake.text("whole");
    expect([text?.length, text?.slice(-4)]).toEqual([fiveMiB + 3, "aend"]);
  });

  it("takes no part that is outside its source, nor of one that has changed", async () => {
    await lake.put("source", "xy");
    const about = {
      Bucket: "lake",
      Key: "whole",
      UploadId: await begin("whole"),
      PartNumber: 1,
      CopySource: "lake/source",
    };
    const refused = (more: object) =>
      lake
        .client()
        .send(new UploadPartCopyCommand({ ...about, ...more }))
        .catch((error: Error) => error.name);
    expect([
      await refused({ CopySourceRange: "bytes=0-2" }),
      await refused({ CopySourceIfMatch: '"other"' }),
      await refused({ CopySource: "lake/none" }),
      await refused({ PartNumber: 10_001 }),
    ]).toEqual(["InvalidArgument", "PreconditionFailed", "NoSuchKey", "InvalidArgument"]);
  });
});

describe("the older listing", () => {
  it("goes on after a marker, which it names where there are groups", async () => {
    for (const key of ["a", "b/1", "b/2", "c d", "e"]) await lake.put(key);
    const pages: (string | undefined)[][] = [];
    let answer: ListObjectsCommandOutput | undefined;
    do {
      const Marker: string | undefined = answer?.NextMarker;
      answer = await lake.client().send(new ListObjectsCommand({ Bucket: "lake", Delimiter: "/", MaxKeys: 2, Marker }));
      pages.push([
        ...(answer.Contents ?? []).map(({ Key }) => Key),
        ...(answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ]);
    } while (answer.IsTruncated);
    expect(pages).toEqual([
      ["a", "b/"],
      ["c d", "e"],
    ]);

    const plain = await lake.client().send(new ListObjectsCommand({ Bucket: "lake", Marker: "b/1", MaxKeys: 2 }));
    expect([plain.NextMarker, plain.Contents?.map(({ Key }) => Key)]).toEqual([undefined, ["b/2", "c d"]]);
  });
});
