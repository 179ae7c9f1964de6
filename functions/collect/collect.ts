import { setTimeout } from "node:timers/promises";
import { clickStream } from "@millrace/core/aws/firehose";
import { putEvents } from "@millrace/core/aws/personalize-events";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import type { Tracker } from "@millrace/core/domain/run";
import { remembered } from "@millrace/core/runtime/cache";
import { integer, list, optional, readConfig, text } from "@millrace/core/runtime/config";
import { httpHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { visitorLimit } from "./limit.ts";
import { pixel } from "./pixel.ts";
import { takeBatch } from "./take-batch.ts";
import { readWriteKeys } from "./write-keys.ts";

const config = readConfig({
  CLICK_STREAM: text,
  LAKE_BUCKET: text,
  LEDGER_TABLE: text,
  WRITE_KEYS: list,
  ALLOWED_ORIGINS: list,
  EVENTS_PER_MINUTE: optional(integer),
});
const ledger = table<Tracker>(config.LEDGER_TABLE);

/** Events are never logged, only what went wrong around them. */
const notice = (error: unknown): void =>
  log.warn("went around a failure", error instanceof Error ? error : String(error));

const tracker = remembered(() => ledger.get({ kind: "tracker", id: "main" }, { consistent: false }), {
  freshMs: 30_000,
  retryMs: 30_000,
  onFailure: notice,
});

const admission = { writeKeys: readWriteKeys(config.WRITE_KEYS), origins: new Set(config.ALLOWED_ORIGINS) };
const takeEvents = takeBatch({
  admission,
  clicks: clickStream(config.CLICK_STREAM),
  lake: bucket(config.LAKE_BUCKET),
  realTime: { trackingId: async () => (await tracker())?.trackingId, putEvents },
  limit: visitorLimit(config.EVENTS_PER_MINUTE),
  sleep: (ms) => setTimeout(ms),
  random: Math.random,
  notice,
});
const takePixel = pixel(takeEvents, admission);

export const handler = httpHandler((request) => (request.method === "GET" ? takePixel(request) : takeEvents(request)));
