import { parseEvent, type ClickEvent, type StoredEvent } from "@millrace/core/domain/event";
import { limits } from "@millrace/core/domain/event-limits";
import type { EventProblem } from "@millrace/core/domain/event-problem";
import type { RequestFacts } from "./facts.ts";
import { takeBrowser, type Browser } from "./browser.ts";
import { timesOf, type Times } from "./times.ts";

/** What the lines of a request have in common. */
export type RequestFields = Pick<
  StoredEvent,
  "received_at" | "clock_offset_ms" | "request_id" | "request_count" | "source" | "is_bot" | "bot_reasons" | "ip_trunc"
>;

/** An event and what the server knows about it: together a `StoredEvent`, and cheaper apart. */
export interface Accepted {
  event: ClickEvent;
  times: Times;
  /** Position in the request. */
  index: number;
  streamed: boolean;
  request: RequestFields;
}

export type Verdict = ({ ok: true } & Accepted) | { ok: false; problem: EventProblem };

/** Validates one event and adds what the server knows about it. `bytes` is the size it came in, when that is not known to be small. */
export type Stamp = (raw: unknown, index: number, bytes?: number) => Verdict;

/** `isClean`: what `isCleanJson` says of the text the events came in. */
export function stampOf(facts: RequestFacts, isClean = false): Stamp {
  const request = requestFields(facts);
  const { kind, sentAt, receivedAt, device } = facts;
  return (raw, index, bytes = 0) => {
    if (bytes > limits.eventBytes) return refused("too_large", "");
    const parsed = parseEvent(raw, isClean);
    if (!parsed.ok) return parsed;
    const { event } = parsed;
    const times = timesOf(event.event_ts, sentAt, receivedAt, kind);
    if (typeof times === "string") return refused(times, "event_ts");
    const browser = takeBrowser(event, kind);
    const is = browser?.device ?? device;
    if (is !== undefined && event.context?.device === undefined) event.context = { ...event.context, device: is };
    return { ok: true, event, times, index, streamed: false, request: labelled(request, browser) };
  };
}

/** An importer's events are labelled one by one, by the browsers they tell of. */
const labelled = (request: RequestFields, browser: Browser | undefined): RequestFields =>
  browser === undefined
    ? request
    : { ...request, is_bot: browser.botReasons.length > 0, bot_reasons: browser.botReasons };

const requestFields = ({ receivedAt, sentAt, requestId, count, kind, botReasons, ipTrunc }: RequestFacts) => ({
  received_at: receivedAt,
  clock_offset_ms: sentAt === undefined ? null : receivedAt - sentAt,
  request_id: requestId,
  request_count: count,
  source: kind,
  is_bot: botReasons.length > 0,
  bot_reasons: botReasons,
  ip_trunc: ipTrunc,
});

const refused = (code: EventProblem["code"], path: string): Verdict => ({ ok: false, problem: { code, path } });
