import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { holdsClicks, partitionOf, quarantineKey, rawTables, snapshotKey, spillKey } from "@millrace/core/domain/lake";

const noon = Date.UTC(2026, 10, 20, 12);

describe("partitionOf", () => {
  it.each([
    ["raw/clicks/received=2026-11-20/hour=23/millrace-1.gz", "raw_clicks", ["2026-11-20", "23"]],
    ["raw/snapshots/order_items/taken=2026-11-20/part-0.ndjson.gz", "snapshots_order_items", ["2026-11-20"]],
    ["raw/imports/ga4/date=2026-11-20/events.json.gz", "raw_imports", ["ga4", "2026-11-20"]],
    ["t1/events/event_date=2026-11-20/part-0.parquet", "t1_events", ["2026-11-20"]],
  ])("knows the partition of %s", (key, table, values) => {
    expect(partitionOf(key)).toEqual({ table, values, prefix: key.slice(0, key.lastIndexOf("/") + 1) });
  });

  it.each([
    "raw/clicks/received=2026-11-20/hour=24/x.gz",
    "raw/clicks/received=2026-13-20/hour=10/x.gz",
    "raw/clicks/received=2026-11-20/hour=10/",
    "raw/clicks/received%3D2026-11-20/hour%3D10/x.gz",
    "raw/snapshots/passwords/taken=2026-11-20/part-0.ndjson.gz",
    "raw/errors/processing-failed/x.gz",
    "raw/spill/received=2026-11-20/hour=12/r.ndjson.gz",
    "t1/pending/0",
    "marts/popular.json",
  ])("knows none of %s", (key) => {
    expect(partitionOf(key)).toBeUndefined();
  });

  it("gives as many values as the table has partition keys, for any key at all", () => {
    const near = fc.stringMatching(/^raw\/(clicks|snapshots|imports)\/[a-z_=/0-9-]{0,60}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (key) => {
        const partition = partitionOf(key);
        expect(partition?.values.length ?? 0).toBe(partition ? rawTables[partition.table].length : 0);
      }),
    );
  });
});

describe("keys we write", () => {
  it("say when the request came, and stay inside their folder whatever the request was called", () => {
    expect(quarantineKey("missing", noon, "a/../b c")).toBe(
      "quarantine/reason=missing/date=2026-11-20/a_.._b_c.ndjson.gz",
    );
    expect(spillKey(noon, "r-1")).toBe("raw/spill/received=2026-11-20/hour=12/r-1.ndjson.gz");
    expect(partitionOf(snapshotKey("users", "2026-11-20"))?.table).toBe("snapshots_users");
  });

  it("have reasons that are words of ours", () => {
    expect(() => quarantineKey("../up", noon, "r")).toThrow(RangeError);
  });

  it("are clicks when Firehose or a spill wrote them", () => {
    expect(holdsClicks(spillKey(noon, "r"))).toBe(true);
    expect(holdsClicks("raw/clicks/received=2026-11-20/hour=12/x.gz")).toBe(true);
    expect(holdsClicks(snapshotKey("users", "2026-11-20"))).toBe(false);
  });
});
