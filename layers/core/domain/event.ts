import type * as z from "zod";
import { extrasOf } from "./event-extras.ts";
import type { EventProblem } from "./event-problem.ts";
import { problemFound, reading } from "./event-reading.ts";
import type { clickEvent } from "./event-schema.ts";
import { readEvent } from "./generated/read-event.ts";
import { missingFor } from "./event-requirements.ts";
import { shapeProblem } from "./event-shape.ts";

/** A canonical event as a sender writes it. */
export type WireEvent = z.input<typeof clickEvent>;

/** A canonical event after validation: rebuilt from the schema, safe to store. */
export type ClickEvent = z.output<typeof clickEvent> & {
  /** What the schema does not know, as JSON text by path, so that a newer tracker loses nothing on an older collector. */
  _extra?: Record<string, string>;
};

/** The body of POST /v1/events. The write key may also come as header `x-write-key` or in the query. */
export interface Envelope {
  schema_version: 1;
  write_key?: string;
  /** Stamped at each attempt to send, ms; what makes a wrong device clock correctable. */
  sent_at?: number;
  events: WireEvent[];
}

/** What collect found out about an event's time; see `timesOf`. */
export type TimeFlag =
  "skew_corrected" | "future_clamped" | "late" | "missing_sent_at" | "sent_before_event" | "date_bounded";

/** One line of `raw/clicks/`: the event and what the server knows about it. Times are ms, UTC. */
export type StoredEvent = ClickEvent & {
  received_at: number;
  /** When it happened, by our clock. */
  event_time: number;
  /** UTC day of `event_time`, within the window that the write key may write: "YYYY-MM-DD". */
  event_date: string;
  /** How far the device's clock was behind ours, transport included; null when it did not say when it sent. */
  clock_offset_ms: number | null;
  time_flags: TimeFlag[];
  request_id: string;
  /** Position in the request, from 0; rejected events hold theirs. */
  request_index: number;
  /** Events in the request, rejected ones included: raw lines + quarantine lines of a request are as many. */
  request_count: number;
  source: "web" | "server";
  is_bot: boolean;
  bot_reasons: string[];
  /** /24 of an IPv4, /48 of an IPv6 address; absent when the address is unknown. */
  ip_trunc?: string;
  /** Also sent to Personalize by PutEvents, hence left out of T2: it would count double. */
  streamed: boolean;
};

export type Parsed = { ok: true; event: ClickEvent } | { ok: false; problem: EventProblem };

/**
 * Read one event as it was sent. `raw` is the caller's to give away: an object in it that has just what the schema allows
 * becomes part of the answer, and any other is built anew. `isClean` promises what `isCleanJson` says of its text.
 */
export function parseEvent(raw: unknown, isClean = false): Parsed {
  const at = reading(isClean);
  const event = readEvent(at, raw);
  // Shape comes first, whatever the fields mean; an event without unknown fields has the schema's, which is a good one.
  if (event === undefined) return { ok: false, problem: shapeProblem(raw) ?? problemFound(at) };
  const hostile = at.hasExtras ? shapeProblem(raw) : undefined;
  if (hostile) return { ok: false, problem: hostile };
  const missing = missingFor(event);
  if (missing) return { ok: false, problem: { code: "missing", path: missing } };
  if (at.hasExtras) event._extra = extrasOf(raw, event);
  return { ok: true, event };
}
