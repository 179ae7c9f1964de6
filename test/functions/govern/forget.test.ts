import { describe, expect, it } from "@jest/globals";
import { memoryBucket } from "../collect/memory-lake.ts";
import { aLine, call, found, given, now, packed } from "./given.ts";

describe("forget", () => {
  it("cleans all of raw when it is put back, object by object as it arrives", async () => {
    const { lake, erase, forget } = given();
    const before = new Map(lake.objects);
    await erase({ user: "ann" }, call);
    const after = [...lake.objects.keys()].sort();

    for (const [key, body] of before) {
      lake.objects.set(key, body);
      const notice = { source: "aws.s3", detail: { bucket: { name: "lake" }, object: { key } } };
      await forget(notice, call);
    }

    expect(found(lake, "ann")).toEqual([]);
    expect([...lake.objects.keys()].sort()).toEqual(after);
  });

  it("finds what no notification told, once a day", async () => {
    const { lake, erase, forget } = given();
    await erase({ user: "ann" }, call);
    lake.objects.set("raw/clicks/received=2026-11-22/hour=00/late.gz", packed(aLine(0, { user_id: "ann" })));

    expect(await forget({ source: "aws.events" }, call)).toMatchObject({ forgotten: { "raw/clicks/": 1 } });
    expect(found(lake, "ann")).toEqual([]);
  });

  it("reads nothing of the lake while nobody was erased", async () => {
    const { forget } = given({
      lake: {
        ...memoryBucket(),
        list: () => {
          throw new Error("it was read");
        },
      },
    });

    expect(await forget({ source: "aws.events" }, call)).toEqual({ objects: 0, forgotten: {} });
  });

  it("leaves alone who comes back later", async () => {
    const { lake, erase, forget } = given();
    await erase({ user: "ann" }, call);
    const key = "raw/clicks/received=2026-12-01/hour=00/new.gz";
    lake.objects.set(key, packed(aLine(0, { user_id: "ann", event_time: now + 9e8, received_at: now + 9e8 })));

    await forget({ source: "aws.events" }, call);

    expect(found(lake, "ann")).toEqual([key]);
  });
});
