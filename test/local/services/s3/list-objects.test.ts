import { ListObjectsV2Command, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { aLake, type Lake } from "./lake.ts";

const keys = ["a", "a b/1", "a/1", "a/2", "a/b/3", "b", "b+c", "가/1", "나"];
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** What S3 promises, written the slow way. */
const expected = (prefix: string, delimiter: string | undefined) => {
  const shown = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? { key } : { group: key.slice(0, end + (delimiter ?? "").length) };
    });
  return {
    keys: shown.flatMap(({ key }) => key ?? []).sort(byBytes),
    groups: [...new Set(shown.flatMap(({ group }) => group ?? []))].sort(byBytes),
  };
};

describe("ListObjectsV2", () => {
  let lake: Lake;
  beforeAll(async () => {
    lake = await aLake();
    for (const key of keys) await lake.put(key);
  });
  afterAll(() => lake.close());
  const list = (more: object = {}) => lake.client().send(new ListObjectsV2Command({ Bucket: "lake", ...more }));

  it("lists in the order of UTF-8 bytes, with sizes and ETags", async () => {
    const { Contents = [], KeyCount, IsTruncated } = await list();

    expect(Contents.map(({ Key }) => Key)).toEqual([...keys].sort(byBytes));
    expect(Contents[0]).toEqual({
      Key: "a",
      Size: 1,
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      LastModified: new Date(lake.cloud.clock.now()),
      StorageClass: "STANDARD",
    });
    expect({ KeyCount, IsTruncated }).toEqual({ KeyCount: keys.length, IsTruncated: false });
  });

  it("shows each object and each group once, whatever the page size", async () => {
    const questions = fc.record({
      prefix: fc.constantFrom("", "a", "a/", "a/b/", "가", "none"),
      delimiter: fc.option(fc.constantFrom("/", "b", "a/"), { nil: undefined }),
      size: fc.integer({ min: 1, max: 10 }),
    });

    await fc.assert(
      fc.asyncProperty(questions, async ({ prefix, delimiter, size }) => {
        const found = { keys: [] as string[], groups: [] as string[] };
        const pages = paginateListObjectsV2(
          { client: lake.client() },
          { Bucket: "lake", Prefix: prefix, Delimiter: delimiter, MaxKeys: size },
        );
        for await (const { Contents = [], CommonPrefixes = [], KeyCount } of pages) {
          expect(KeyCount).toBeLessThanOrEqual(size);
          found.keys.push(...Contents.map(({ Key }) => Key ?? ""));
          found.groups.push(...CommonPrefixes.map(({ Prefix }) => Prefix ?? ""));
        }
        expect(found).toEqual(expected(prefix, delimiter));
      }),
      { numRuns: 40 },
    );
  });

  it("starts after a key", async () => {
    const { Contents = [] } = await list({ StartAfter: "b" });

    expect(Contents.map(({ Key }) => Key)).toEqual(["b+c", "가/1", "나"]);
  });

  it("encodes keys on demand, as boto3 asks", async () => {
    const { Contents = [], CommonPrefixes, EncodingType } = await list({ EncodingType: "url", Delimiter: "/" });

    expect(Contents.map(({ Key }) => Key)).toEqual(["a", "b", "b%2Bc", "%EB%82%98"]);
    expect(CommonPrefixes).toEqual([{ Prefix: "a+b/" }, { Prefix: "a/" }, { Prefix: "%EA%B0%80/" }]);
    expect(EncodingType).toBe("url");
  });

  it("lists nothing for zero keys and refuses a token that is not its own", async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    await expect(list({ ContinuationToken: "?" })).rejects.toMatchObject({ name: "InvalidArgument" });
  });
});
