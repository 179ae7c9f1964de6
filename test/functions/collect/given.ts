import { gunzipSync } from "node:zlib";
import type { StoredEvent, WireEvent } from "@millrace/core/domain/event";
import type { LiveEvents } from "@millrace/core/domain/live-events";
import type { HttpRequest } from "@millrace/core/runtime/handlers";
import type { CollectAnswer } from "../../../functions/collect/answer.ts";
import { takeBatch, type Dependencies } from "../../../functions/collect/take-batch.ts";

/** 2026-11-21T09:00:00Z */
export const now = 1_795_251_600_000;

export const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";

let made = 0;

export const anEvent = (changes: Record<string, unknown> = {}): WireEvent => {
  made += 1;
  return {
    event_id: `event-${String(made).padStart(6, "0")}`,
    event_name: "view_item",
    event_ts: now - 2_000,
    anonymous_id: "a-1",
    session_id: "s-1",
    item_id: "p0042",
    consent: { analytics: "granted", ads: "denied", personalization: "granted" },
    ...changes,
  };
};

export const anEnvelope = (events: unknown[], changes: Record<string, unknown> = {}) => ({
  schema_version: 1,
  write_key: "web-key-1",
  sent_at: now - 100,
  events,
  ...changes,
});

export const aRequest = (body: unknown, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  path: "/v1/events",
  headers: { "content-type": "application/json", origin: "https://shop.example" },
  query: {},
  body: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  sourceIp: "203.0.113.77",
  userAgent: safari,
  requestId: "request-1",
  receivedAt: now,
  remainingMs: () => 15_000,
  ...changes,
});

export const keys = new Map([
  ["web-key-1", "web"],
  ["server-key-1", "server"],
] as const);

/** Collect over fakes that take everything, unless told otherwise; `lines` and `kept` read what became of it. */
export const given = (changes: Partial<Dependencies> = {}) => {
  const records: Buffer[] = [];
  const objects = new Map<string, Buffer>();
  const live: LiveEvents[] = [];
  const notices: unknown[] = [];
  const serve = takeBatch({
    admission: { writeKeys: keys, origins: new Set(["https://shop.example"]) },
    clicks: {
      put: async (data) => {
        records.push(...data);
        return data.map(() => true);
      },
    },
    lake: {
      put: async (key, body) => {
        objects.set(key, Buffer.from(body));
      },
    },
    realTime: {
      trackingId: async () => "tracker-1",
      putEvents: async (call) => {
        live.push(call);
      },
    },
    sleep: async () => {},
    random: () => 0.5,
    notice: (error) => notices.push(error),
    ...changes,
  });
  return {
    serve,
    notices,
    live,
    objects,
    records,
    lines: (): StoredEvent[] => linesOf(Buffer.concat(records)),
    kept: (key: string): Record<string, unknown>[] => linesOf(gunzipSync(objects.get(key) ?? Buffer.alloc(0))),
    async send(request: HttpRequest) {
      const { status, headers, body } = await serve(request);
      return { status, headers, body: body as CollectAnswer };
    },
  };
};

export const linesOf = <T = StoredEvent>(ndjson: Buffer): T[] =>
  ndjson
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
