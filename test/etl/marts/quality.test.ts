import { beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, runLake } from "../given.ts";
import type { MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

const once = aLine();
const lake: MemoryLake = aLakeWith([
  once,
  once,
  { ...once, request_id: "sent-again", received_at: noon + day },
  aLine({ is_bot: true }),
  aLine({ time_flags: ["late", "skew_corrected"], event_time: noon - 3 * day, received_at: noon }),
  aLine({ streamed: true, source: "server" }),
  aLine({ consent: { personalization: "denied" } }),
  "{bad",
]);
const refusal = { reason: "missing", received_at: noon, request_id: "r", request_index: 0, request_count: 3 };
lake.lines("quarantine/reason=missing/date=2026-11-20/r.ndjson.gz", [refusal, refusal]);
lake.lines("quarantine/reason=too_old/date=2026-11-22/r.ndjson.gz", [refusal]);
beforeAll(() => runLake(lake));

const still = { bots: 0, late: 0 };

describe("data quality", () => {
  const days = [
    {
      day: "2026-11-20",
      accepted: 5,
      rejected: 2,
      redelivered: 1,
      sent_again: 0,
      bots: 1,
      late: 1,
      skewed: 1,
      streamed: 1,
      denied: 1,
    },
    {
      ...still,
      day: "2026-11-21",
      accepted: 1,
      rejected: 0,
      redelivered: 0,
      sent_again: 1,
      skewed: 0,
      streamed: 0,
      denied: 0,
    },
    {
      ...still,
      day: "2026-11-22",
      accepted: 0,
      rejected: 1,
      redelivered: 0,
      sent_again: 0,
      skewed: 0,
      streamed: 0,
      denied: 0,
    },
  ];

  it("says of each day of arrival what was refused, came again, came late or may not be used", async () => {
    expect(await parquetRows(lake, "marts/quality/")).toEqual(days);
  });

  it("counts refusals by day and reason", () => {
    expect(lake.json("marts/quality.json")).toEqual({
      generatedAt: noon,
      days,
      refusals: [
        { day: "2026-11-20", reason: "missing", events: 2 },
        { day: "2026-11-22", reason: "too_old", events: 1 },
      ],
    });
  });
});

describe("the counts", () => {
  it("add up: accepted is unique and duplicates, by day and by source", () => {
    expect(lake.json("marts/counts.json")).toEqual({
      generatedAt: noon,
      job: "job-1",
      raw: { objects: 1, lines: 8 },
      t1: { unique: 5, duplicates: 1, redelivered: 1, partitions: 2, bots: 1, late: 1 },
      quarantine: { lines: 4, refused: 3, unreadable: 1 },
      byDay: [
        { day: "2026-11-20", lines: 6, accepted: 5, rejected: 2, events: 5, bots: 1, late: 1 },
        { ...still, day: "2026-11-21", lines: 1, accepted: 1, rejected: 0, events: 0 },
        { ...still, day: "2026-11-22", lines: 0, accepted: 0, rejected: 1, events: 0 },
      ],
      bySource: [
        { ...still, source: "server", lines: 1, accepted: 1, events: 1 },
        { source: "web", lines: 6, accepted: 5, events: 4, bots: 1, late: 1 },
      ],
    });
  });
});
