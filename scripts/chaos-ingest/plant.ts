import { gzipSync } from "node:zlib";
import { dayOf, prefixes, quarantineKey } from "@millrace/core/domain/lake";
import type { Lake } from "../../etl/runner/lake.ts";
import { seededRandom } from "../petshop/random.ts";
import { clicks, type Sent } from "./events.ts";

const planted = 20;

const goodClicks = (now: number, seed: number, mark: string): Sent[] =>
  [...clicks(planted + 1, () => now, seededRandom(seed))]
    .filter(({ isBad }) => !isBad)
    .slice(0, planted)
    .map(({ id, event, isBad }) => ({ id: `${mark}-${id}`, event: { ...event, event_id: `${mark}-${id}` }, isBad }));

const textOf = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** Good events that an older validator refused. Returns their ids. */
export const plantFalseAlarms = async (lake: Lake, seed: number): Promise<string[]> => {
  const now = Date.now();
  const good = goodClicks(now, seed, "planted");
  const lines = good.map(({ event }, index) => ({
    reason: "bad_format",
    path: "event_id",
    schema_version: 1,
    received_at: now,
    request_id: "an-older-validator",
    request_index: index,
    request_count: planted,
    source: "server",
    original: Buffer.from(JSON.stringify(event)).toString("base64"),
  }));
  const key = quarantineKey("bad_format", now, `an-older-validator-${dayOf(now)}`);
  await lake.put(key, gzipSync(textOf(lines)), "application/x-ndjson");
  return good.map(({ id }) => id);
};

/** An error object of Firehose's: lines that collect wrote, and one that was cut. Returns the ids of the good ones. */
export const plantUndelivered = async (lake: Lake, seed: number): Promise<string[]> => {
  const now = Date.now();
  const good = goodClicks(now, seed, "undelivered");
  const lines = good.map(({ event }, index) => ({
    ...event,
    received_at: now,
    event_time: event.event_ts,
    event_date: dayOf(event.event_ts),
    clock_offset_ms: 0,
    time_flags: [],
    request_id: "an-undelivered-request",
    request_index: index,
    request_count: planted,
    source: "server",
    is_bot: false,
    bot_reasons: [],
    streamed: false,
  }));
  const rows = [...lines.map((line) => JSON.stringify(line)), `{"event_id":"bad-cut","event_na`].map((line) => ({
    attemptsMade: 4,
    arrivalTimestamp: now,
    errorCode: "Lambda.FunctionError",
    errorMessage: "planted",
    rawData: Buffer.from(`${line}\n`).toString("base64"),
  }));
  const key = `${prefixes.errors}processing-failed/failed=${dayOf(now)}/planted`;
  await lake.put(key, Buffer.from(textOf(rows)), "application/octet-stream");
  return good.map(({ id }) => id);
};
