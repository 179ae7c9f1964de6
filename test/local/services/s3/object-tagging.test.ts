import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parseFault } from "../../../../local/faults/fault.ts";
import { aLake, type Lake } from "./lake.ts";

const Bucket = "lake";

describe("an object's tags", () => {
  let lake: Lake;
  beforeEach(async () => void (lake = await aLake()));
  afterEach(() => lake.close());
  const put = (Key: string, Tagging?: string) =>
    lake.client().send(new PutObjectCommand({ Bucket, Key, Body: "x", Tagging }));
  const tag = (Key: string, TagSet: Tag[]) =>
    lake.client().send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
  const tags = async (Key: string) =>
    (await lake.client().send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet?.map(
      ({ Key: name, Value }) => `${name}=${Value}`,
    );

  it("come with the object, are counted, and survive a restart", async () => {
    await put("a", "team=%EC%83%81%ED%92%88&kind=raw");
    await lake.restart();
    const head = await lake.client().send(new HeadObjectCommand({ Bucket, Key: "a" }));
    expect([await tags("a"), head.TagCount]).toEqual([["team=상품", "kind=raw"], 2]);
  });

  it("are replaced whole and removed, which changes neither ETag nor time", async () => {
    await put("a", "one=1");
    const before = await lake.client().send(new HeadObjectCommand({ Bucket, Key: "a" }));
    await lake.cloud.clock.advance(60_000);
    await tag("a", [{ Key: "two", Value: "2" }]);
    const after = await lake.client().send(new HeadObjectCommand({ Bucket, Key: "a" }));
    expect([after.ETag, after.LastModified, await tags("a")]).toEqual([before.ETag, before.LastModified, ["two=2"]]);
    await lake.client().send(new DeleteObjectTaggingCommand({ Bucket, Key: "a" }));
    expect(await tags("a")).toEqual([]);
    await put("a");
    expect((await lake.client().send(new HeadObjectCommand({ Bucket, Key: "a" }))).TagCount).toBeUndefined();
  });

  it("are copied along, unless the copy is told to have others", async () => {
    await put("a", "one=1");
    const copy = (Key: string, more: object = {}) =>
      lake.client().send(new CopyObjectCommand({ Bucket, Key, CopySource: "lake/a", ...more }));
    await copy("b");
    await copy("c", { MetadataDirective: "REPLACE", ContentType: "text/plain" });
    await copy("d", { TaggingDirective: "REPLACE", Tagging: "two=2" });
    await copy("e", { TaggingDirective: "REPLACE" });
    expect(await Promise.all(["b", "c", "d", "e"].map(tags))).toEqual([["one=1"], ["one=1"], ["two=2"], []]);
  });

  it("are refused in S3's words: too many, doubled, of wrong letters", async () => {
    await put("a");
    const many = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
    const refused = async (work: Promise<unknown>) => work.then(String, ({ name }: Error) => name);
    expect([
      await refused(tag("a", many)),
      await refused(
        tag("a", [
          { Key: "k", Value: "1" },
          { Key: "k", Value: "2" },
        ]),
      ),
      await refused(tag("a", [{ Key: "k?", Value: "1" }])),
      await refused(put("b", "k=1&k=2")),
      await refused(tag("none", [])),
    ]).toEqual(["BadRequest", "InvalidTag", "InvalidTag", "InvalidArgument", "NoSuchKey"]);
  });

  it("and nothing else stays behind of a put that the disk refused", async () => {
    const staged = () => readdirSync(join(lake.cloud.directory, "s3/.incoming"));
    lake.cloud.platform().faults.add(parseFault("s3.disk:full"));
    await expect(put("a")).rejects.toThrow();
    await expect(lake.objects().put(Bucket, "b", Buffer.from("x"))).rejects.toThrow();
    expect(staged()).toEqual([]);
  });
});
