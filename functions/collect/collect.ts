import { setTimeout } from "node:timers/promises";
import { clickStream } from "@millrace/core/aws/firehose";
import type { Tracker } from "@millrace/core/domain/run";
import { integer, list, optional, readConfig, text } from "@millrace/core/runtime/config";
import { httpHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { remembered, whenNeeded } from "@millrace/core/runtime/remembered";
import { visitorLimit } from "./limit.ts";
import { pixel } from "./pixel.ts";
import { takeBatch } from "./take-batch.ts";
import { tellRefusals } from "./tell-refusals.ts";
import { readWriteKeys } from "./write-keys.ts";

const config = readConfig({
  CLICK_STREAM: text,
  LAKE_BUCKET: text,
  LEDGER_TABLE: text,
  WRITE_KEYS: list,
  ALLOWED_ORIGINS: list,
  EVENTS_PER_MINUTE: optional(integer),
});

// Most requests need Firehose alone. The other clients are loaded by the first request that asks for them.
const lake = whenNeeded(async () => (await import("@millrace/core/aws/s3")).bucket(config.LAKE_BUCKET));
const ledger = whenNeeded(async () => (await import("@millrace/core/aws/table")).table<Tracker>(config.LEDGER_TABLE));
const putEvents = whenNeeded(async () => {
  const [{ putEventsIn }, { pipeline }] = await Promise.all([
    import("@millrace/core/aws/personalize-events"),
    import("@millrace/core/runtime/pipeline"),
  ]);
  return putEventsIn(pipeline.account);
});

/** Events are never logged, only what went wrong around them. */
const notice = (error: unknown): void =>
  log.warn("went around a failure", error instanceof Error ? error : String(error));

const tracker = remembered(async () => (await ledger()).get({ kind: "tracker", id: "main" }, { consistent: false }), {
  freshMs: 30_000,
  retryMs: 30_000,
  onFailure: notice,
});

const admission = { writeKeys: readWriteKeys(config.WRITE_KEYS), origins: new Set(config.ALLOWED_ORIGINS) };
const takeAll = takeBatch({
  admission,
  clicks: clickStream(config.CLICK_STREAM),
  lake: { put: async (...object) => (await lake()).put(...object) },
  realTime: {
    trackingId: async () => (await tracker())?.trackingId,
    putEvents: async (...call) => (await putEvents())(...call),
  },
  limit: visitorLimit(config.EVENTS_PER_MINUTE),
  sleep: (ms) => setTimeout(ms),
  random: Math.random,
  notice,
});
const takeEvents = tellRefusals(takeAll, (refusal) => log.warn("refused a request", { ...refusal }));
const takePixel = pixel(takeEvents, admission);

export const handler = httpHandler((request) => (request.method === "GET" ? takePixel(request) : takeEvents(request)));
