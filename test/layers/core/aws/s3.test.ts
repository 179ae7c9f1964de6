import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bucket, type ListedObject } from "@millrace/core/aws/s3";
import { aLake, type Lake } from "../../../local/services/s3/lake.ts";

let lake: Lake;
beforeAll(async () => {
  lake = await aLake();
});
afterAll(() => lake.close());

describe("bucket", () => {
  it("gives back the bytes it was given", async () => {
    const stored = bucket("lake", lake.client());

    await stored.put("raw/a=1/x.gz", Buffer.from([31, 139, 0, 255]), {
      contentType: "application/x-ndjson",
      withinMs: 5_000,
    });

    expect(await stored.getBytes("raw/a=1/x.gz")).toEqual(Buffer.from([31, 139, 0, 255]));
    expect(await stored.exists("raw/a=1/x.gz")).toBe(true);
  });

  it("has nothing where nothing is", async () => {
    const stored = bucket("lake", lake.client());

    expect(await stored.getBytes("no/such")).toBeUndefined();
    expect(await stored.getJson("no/such")).toBeUndefined();
    expect(await stored.exists("no/such")).toBe(false);
  });

  it("reads JSON, and throws on what is none", async () => {
    const stored = bucket("lake", lake.client());
    await stored.put("marts/counts.json", '{"개":1}');
    await stored.put("marts/broken.json", "{");

    expect(await stored.getJson("marts/counts.json")).toEqual({ 개: 1 });
    await expect(stored.getJson("marts/broken.json")).rejects.toBeInstanceOf(SyntaxError);
  });

  it("lists a prefix in order, etags without quotes", async () => {
    const stored = bucket("lake", lake.client());
    for (const key of ["list/b", "list/a", "lisp/c"]) await stored.put(key, "abc");

    const listed: ListedObject[] = [];
    for await (const object of stored.list("list/")) listed.push(object);

    const etag = "900150983cd24fb0d6963f7d28e17f72";
    expect(listed).toEqual([
      { key: "list/a", size: 3, etag },
      { key: "list/b", size: 3, etag },
    ]);
  });

  it("throws for a bucket that is not there, rather than finding it empty", async () => {
    await expect(bucket("another", lake.client()).put("a", "b")).rejects.toThrow();
  });
});
