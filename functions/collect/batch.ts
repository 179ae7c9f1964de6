import { parseEvent, type ClickEvent, type StoredEvent } from "@millrace/core/domain/event";
import { limits } from "@millrace/core/domain/event-schema";
import type { EventProblem } from "@millrace/core/domain/event-problem";
import type { HttpRequest } from "@millrace/core/runtime/handlers";
import type { Batch } from "./envelope.ts";
import { originalsOf } from "./originals.ts";
import { timesOf } from "./times.ts";
import { botReasons, deviceOf, truncateIp } from "./visitor.ts";

export interface Rejected {
  index: number;
  problem: EventProblem;
  /** As far as it can be told. */
  event_id: string | undefined;
  /** JSON text as it was sent. */
  original: string;
}

/** Every position of the request is in exactly one of the two. */
export interface Judged {
  accepted: StoredEvent[];
  rejected: Rejected[];
}

type Caller = Pick<HttpRequest, "requestId" | "receivedAt" | "sourceIp" | "userAgent">;

/** Look at each event on its own: one that is wrong costs the others nothing. */
export function judge(batch: Batch, caller: Caller): Judged {
  const { events, json } = batch;
  // No event can be larger than the body, so most requests need no cutting to be sure.
  let originals = json.length > limits.eventBytes / 3 ? originalsOf(json) : undefined;
  const stamp = stampOf(batch, caller);
  const judged: Judged = { accepted: [], rejected: [] };
  events.forEach((raw, index) => {
    const verdict = stamp(raw, index, originals?.[index]);
    if ("event_time" in verdict) return judged.accepted.push(verdict);
    originals ??= originalsOf(json);
    const original = originals[index] ?? "";
    return judged.rejected.push({ index, problem: verdict, event_id: idOf(raw), original });
  });
  return judged;
}

/** Validate one event and add what the server knows about it. */
function stampOf({ kind, sentAt, events }: Batch, { requestId, receivedAt, sourceIp, userAgent }: Caller) {
  const agent = userAgent.slice(0, 512);
  // A server speaks for its visitors: its own program and address say nothing about them.
  const bot_reasons = kind === "web" ? botReasons(agent) : [];
  const device = kind === "web" ? deviceOf(agent) : undefined;
  const ip_trunc = kind === "web" ? truncateIp(sourceIp) : undefined;

  return (raw: unknown, index: number, original: string | undefined): StoredEvent | EventProblem => {
    if (original !== undefined && isOversize(original)) return { code: "too_large", path: "" };
    const parsed = parseEvent(raw);
    if (!parsed.ok) return parsed.problem;
    const times = timesOf(parsed.event.event_ts, sentAt, receivedAt, kind);
    if (times === undefined) return { code: "out_of_range", path: "event_ts" };
    return {
      ...withDevice(parsed.event, device),
      received_at: receivedAt,
      ...times,
      request_id: requestId,
      request_index: index,
      request_count: events.length,
      source: kind,
      is_bot: bot_reasons.length > 0,
      bot_reasons,
      ip_trunc,
      streamed: false,
    };
  };
}

const isOversize = (original: string): boolean =>
  original.length > limits.eventBytes / 3 && Buffer.byteLength(original) > limits.eventBytes;

const withDevice = (event: ClickEvent, device: string | undefined): ClickEvent =>
  device === undefined || event.context?.device !== undefined
    ? event
    : { ...event, context: { ...event.context, device } };

const idOf = (raw: unknown): string | undefined => {
  const id = typeof raw === "object" && raw !== null && "event_id" in raw ? raw.event_id : undefined;
  return typeof id === "string" && id.length <= 64 && id.isWellFormed() ? id : undefined;
};
