import type { StoredEvent, TimeFlag } from "@millrace/core/domain/event";
import { limits } from "@millrace/core/domain/event-limits";
import { dayOf as dayAt } from "@millrace/core/domain/lake";
import type { KeyKind } from "./write-keys.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** Below this, a clock offset is the network's, not the clock's. */
const skewMs = 10_000;
const futureMs = 5 * minute;
const lateMs = 3 * day;
/** How far back a browser may write. A stranger must not open arbitrary partitions. */
const windowMs = 400 * day;
/** No shop has clicks from before the Web. */
const oldest = Date.UTC(1990, 0, 1);

let lastDay = { number: Number.NaN, name: "" };

/** Most events of a while are of one day, and naming it costs more than everything else here. */
function dayOf(ms: number): string {
  const number = Math.floor(ms / day);
  if (number !== lastDay.number) lastDay = { number, name: dayAt(ms) };
  return lastDay.name;
}

export type Times = Pick<StoredEvent, "event_time" | "event_date" | "time_flags">;

/**
 * When an event happened, by our clock. A browser's is `received − (sent − happened)`, so that its wrong clock cancels out, even one
 * that was never set; a server's is what it says. A code instead when seconds were sent, or a server says what cannot be: before 1990
 * or after tomorrow.
 */
export function timesOf(
  eventTs: number,
  sentAt: number | undefined,
  receivedAt: number,
  kind: KeyKind,
): Times | "not_milliseconds" | "out_of_range" {
  if (eventTs < limits.leastMs && !(kind === "web" && sentAt !== undefined && sentAt < limits.leastMs))
    return "not_milliseconds";
  if (kind === "web") return browserTimes(eventTs, sentAt, receivedAt);
  if (eventTs < oldest || eventTs > receivedAt + day) return "out_of_range";
  const time_flags: TimeFlag[] = eventTs < receivedAt - lateMs ? ["late"] : [];
  return { event_time: eventTs, event_date: dayOf(eventTs), time_flags };
}

function browserTimes(eventTs: number, sentAt: number | undefined, receivedAt: number): Times {
  const time_flags: TimeFlag[] = [];
  let event_time = eventTs;
  if (sentAt === undefined) time_flags.push("missing_sent_at");
  else if (sentAt < eventTs) time_flags.push("sent_before_event");
  else {
    event_time = receivedAt - (sentAt - eventTs);
    if (Math.abs(receivedAt - sentAt) > skewMs) time_flags.push("skew_corrected");
  }
  if (event_time > receivedAt + futureMs) {
    event_time = receivedAt + futureMs;
    time_flags.push("future_clamped");
  }
  if (event_time < receivedAt - lateMs) time_flags.push("late");
  if (event_time < receivedAt - windowMs) time_flags.push("date_bounded");
  return {
    event_time,
    event_date: dayOf(Math.max(event_time, receivedAt - windowMs)),
    time_flags,
  };
}
