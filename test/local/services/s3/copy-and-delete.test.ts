import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aLake, type Lake } from "./lake.ts";

describe("CopyObject, DeleteObject, DeleteObjects", () => {
  let lake: Lake;
  beforeEach(async () => void (lake = await aLake()));
  afterEach(() => lake.close());
  const copy = (CopySource: string, Key: string, more: object = {}) =>
    lake.client().send(new CopyObjectCommand({ Bucket: "lake", CopySource, Key, ...more }));

  it("copies bytes and facts, and the copy outlives its source", async () => {
    const source = { Bucket: "lake", Key: "a b/한글.csv" };
    await lake
      .client()
      .send(new PutObjectCommand({ ...source, Body: "rows", ContentType: "text/csv", Metadata: { k: "v" } }));

    const { CopyObjectResult } = await copy(`lake/${encodeURIComponent("a b/한글.csv")}`, "copy.csv");
    await lake.put("a b/한글.csv", "replaced");
    await lake.client().send(new DeleteObjectCommand(source));

    const head = await lake.client().send(new HeadObjectCommand({ Bucket: "lake", Key: "copy.csv" }));
    expect(head).toMatchObject({ ContentType: "text/csv", Metadata: { k: "v" }, ETag: CopyObjectResult?.ETag });
    expect(await lake.text("copy.csv")).toBe("rows");
  });

  it("deletes under a condition, or not at all", async () => {
    const { ETag } = await lake.put("a", "x");
    const remove = (IfMatch: string | undefined) =>
      lake.client().send(new DeleteObjectCommand({ Bucket: "lake", Key: "a", IfMatch }));
    await expect(remove('"another"')).rejects.toMatchObject({ name: "PreconditionFailed" });
    expect(await lake.text("a")).toBe("x");
    await remove(ETag);
    await expect(lake.text("a")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("replaces the facts on demand, also in place", async () => {
    await lake.put("a", "x");

    await expect(copy("lake/a", "a")).rejects.toMatchObject({ name: "InvalidRequest" });
    await copy("/lake/a", "a", { MetadataDirective: "REPLACE", ContentType: "text/plain" });

    const head = await lake.client().send(new HeadObjectCommand({ Bucket: "lake", Key: "a" }));
    expect(head.ContentType).toBe("text/plain");
    expect(await lake.text("a")).toBe("x");
  });

  it("copies on condition", async () => {
    await lake.put("a", "x");

    await expect(copy("lake/a", "b", { CopySourceIfMatch: '"other"' })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    await expect(copy("lake/none", "b")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("deletes what is there and does not mind what is not", async () => {
    for (const key of ["a", "b/c", "d"]) await lake.put(key);

    await lake.client().send(new DeleteObjectCommand({ Bucket: "lake", Key: "never" }));
    const { Deleted, Errors } = await lake.client().send(
      new DeleteObjectsCommand({
        Bucket: "lake",
        Delete: { Objects: [{ Key: "a" }, { Key: "b/c" }, { Key: "never" }] },
      }),
    );

    expect({ Deleted, Errors }).toEqual({
      Deleted: [{ Key: "a" }, { Key: "b/c" }, { Key: "never" }],
      Errors: undefined,
    });
    expect(
      lake
        .objects()
        .list("lake", "")
        .map(({ key }) => key),
    ).toEqual(["d"]);
  });
});
