import type { WireEvent } from "@millrace/core/domain/event";
import type { Visitor } from "./visitors.ts";

/**
 * Makes one visitor's events, session by session. Ids are made of the visitor's and a count, so that the same shop
 * can be sent twice and changes nothing. `when` tells visits apart that are made apart.
 */
export const eventMaker = (visitor: Visitor, when = "") => {
  const visitorId = visitor.anonymousId.slice(2);
  const personalization = visitor.consents ? "granted" : "denied";
  const consent = { analytics: "granted", ads: "unknown", personalization } as const;
  const context = { locale: visitor.locale, device: visitor.device, tz: "Asia/Seoul" };
  let session = 0;
  let count = 0;
  let session_seq = 0;
  return {
    beginSession(): void {
      session++;
      session_seq = 0;
    },
    make: (event_name: string, event_ts: number, more: Partial<WireEvent>): WireEvent => ({
      event_id: `petshop-${visitorId}-${when}${count++}`,
      event_name,
      event_ts,
      anonymous_id: visitor.anonymousId,
      ...(visitor.userId === undefined ? {} : { user_id: visitor.userId }),
      session_id: `s-${visitorId}-${when}${session}`,
      session_seq: session_seq++,
      consent,
      context,
      ...more,
    }),
  };
};
