import { runLake as runLakeJob } from "../../etl/lake/run-lake.ts";
import { readPlan } from "../../etl/runner/plan.ts";
import { runPlan } from "../../etl/runner/run-plan.ts";
import { memoryLake, type MemoryLake } from "./memory-lake.ts";

export type RawLine = Record<string, unknown>;

const noon = Date.UTC(2026, 10, 20, 12);

/** A line of raw/clicks with everything a row needs. Each call is another event of another request. */
export function aLine(facts: RawLine = {}): RawLine {
  const at = typeof facts["event_time"] === "number" ? facts["event_time"] : noon;
  made += 1;
  return {
    event_id: `event-${String(made).padStart(4, "0")}`,
    event_name: "view_item",
    event_ts: at,
    anonymous_id: "visitor",
    session_id: "session",
    item_id: "tent",
    consent: { analytics: "granted", ads: "unknown", personalization: "granted" },
    received_at: at + 1000,
    event_time: at,
    event_date: new Date(at).toISOString().slice(0, 10),
    clock_offset_ms: 0,
    time_flags: [],
    request_id: `request-${String(made).padStart(4, "0")}`,
    request_index: 0,
    request_count: 1,
    source: "web",
    is_bot: false,
    bot_reasons: [],
    streamed: false,
    ...facts,
  };
}
let made = 0;

export const clicksKey = "raw/clicks/received=2026-11-20/hour=12/clicks-1.gz";

/** A lake that Firehose delivered one object to. */
export function aLakeWith(rows: readonly unknown[], key = clicksKey): MemoryLake {
  const lake = memoryLake();
  lake.lines(key, rows);
  return lake;
}

export async function runLake(lake: MemoryLake, options: { full?: boolean } = {}): Promise<void> {
  await runLakeJob({ lake, args: {}, now: noon, job: "job-1", progress: () => undefined }, options);
}

export async function runExport(lake: MemoryLake, run = "2026-11-21", since: object = {}): Promise<void> {
  const args = { run, ...since };
  await runPlan(readPlan("export"), { lake, args, now: noon, job: "job-2", progress: () => undefined });
}

/** Rows of a file of T2, without the header. */
export function exported(lake: MemoryLake, dataset: string, run = "2026-11-21"): string[] {
  return lake.text(`t2/${run}/${dataset}/part-0.csv`).trimEnd().split("\n").slice(1);
}
