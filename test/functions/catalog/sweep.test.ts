import { describe, expect, it } from "@jest/globals";
import { sweepLake } from "../../../functions/catalog/sweep.ts";

const now = Date.UTC(2026, 10, 21, 1);

const given = (keys: string[], taken?: string[]) => {
  const registered: [string, string[][]][] = [];
  let marks = 0;
  const sweep = sweepLake({
    bucket: "lake",
    lake: {
      async *list(prefix) {
        for (const key of keys) if (key.startsWith(prefix)) yield { key };
      },
      getJson: async <T>() => (taken && { inputs: taken.map((key) => ({ key })) }) as T | undefined,
    },
    partitionsOf: (table) => ({ register: async (values) => void registered.push([table, values]) }),
    mark: { arrived: async () => void (marks += 1) },
  });
  return { sweep: () => sweep(now), registered, marks: () => marks };
};

const clicks = "raw/clicks/received=2026-11-20/hour=23/a.gz";

describe("the sweep", () => {
  it("finds clicks and partitions that no notification told of", async () => {
    const lake = given([clicks, "t1/events/event_date=2026-01-01/part-0.parquet"], []);

    await lake.sweep();

    expect(lake.registered).toEqual([
      ["raw_clicks", [["2026-11-20", "23"]]],
      ["t1_events", [["2026-01-01"]]],
    ]);
    expect(lake.marks()).toBe(1);
  });

  it("lets be what the job has read", async () => {
    const lake = given([clicks], [clicks]);

    await lake.sweep();

    expect(lake.marks()).toBe(0);
  });

  it("finds spilled clicks before the job has ever run", async () => {
    const lake = given(["raw/spill/received=2026-11-21/hour=00/r.ndjson.gz"]);

    await lake.sweep();

    expect([lake.registered, lake.marks()]).toEqual([[], 1]);
  });
});
