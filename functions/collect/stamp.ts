import { parseEvent, type StoredEvent } from "@millrace/core/domain/event";
import type { EventProblem } from "@millrace/core/domain/event-problem";
import { limits } from "@millrace/core/domain/event-schema";
import type { RequestFacts } from "./facts.ts";
import { timesOf } from "./times.ts";

export type Verdict = { ok: true; event: StoredEvent } | { ok: false; problem: EventProblem };

/** Validates one event and adds what the server knows about it. `original` is its text, when its size is not known to be small. */
export type Stamp = (raw: unknown, index: number, original?: string) => Verdict;

/** No event can be larger than its body, so most need no measuring: a character has at most three bytes. */
export const surelySmall = limits.eventBytes / 3;

export function stampOf({ kind, sentAt, receivedAt, requestId, count, ...facts }: RequestFacts): Stamp {
  const isBot = facts.botReasons.length > 0;
  return (raw, index, original) => {
    if (original !== undefined && isOversize(original)) return refused("too_large", "");
    const parsed = parseEvent(raw);
    if (!parsed.ok) return parsed;
    const times = timesOf(parsed.event.event_ts, sentAt, receivedAt, kind);
    if (times === undefined) return refused("out_of_range", "event_ts");
    // The event is ours alone: adding to it is cheaper than copying it.
    const event = Object.assign(parsed.event, {
      received_at: receivedAt,
      ...times,
      request_id: requestId,
      request_index: index,
      request_count: count,
      source: kind,
      is_bot: isBot,
      bot_reasons: facts.botReasons,
      ip_trunc: facts.ipTrunc,
      streamed: false,
    });
    if (facts.device !== undefined && event.context?.device === undefined)
      event.context = { ...event.context, device: facts.device };
    return { ok: true, event };
  };
}

const refused = (code: EventProblem["code"], path: string): Verdict => ({ ok: false, problem: { code, path } });

const isOversize = (original: string): boolean =>
  original.length > surelySmall && Buffer.byteLength(original) > limits.eventBytes;
