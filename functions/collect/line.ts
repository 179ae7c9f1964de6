import type { Accepted, RequestFields } from "./stamp.ts";

/**
 * Writes events as lines of NDJSON, each a `StoredEvent`. What a request's events have in common is written once and copied,
 * which halves the work.
 */
export function lineWriter(): (accepted: Accepted) => string {
  let request: RequestFields | undefined;
  let shared = "";
  return ({ event, times: { event_time, event_date, time_flags }, index, streamed, request: its }) => {
    if (its !== request) {
      request = its;
      shared = JSON.stringify(its).slice(1);
    }
    const flags = time_flags.length === 0 ? "" : `"${time_flags.join('","')}"`;
    return (
      `${JSON.stringify(event).slice(0, -1)},"event_time":${event_time},"event_date":"${event_date}",` +
      `"time_flags":[${flags}],"request_index":${index},"streamed":${streamed},${shared}\n`
    );
  };
}
