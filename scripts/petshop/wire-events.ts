import type { WireEvent } from "@millrace/core/domain/event";
import type { Random } from "./random.ts";
import type { Visitor } from "./visitors.ts";

/** Makes the events of one session. Ids come from the seed, so that the same shop can be sent twice and changes nothing. */
export const eventMaker = (visitor: Visitor, random: Random) => {
  const session_id = `s-${random.hex(12)}`;
  const consent = {
    analytics: "granted",
    ads: "unknown",
    personalization: visitor.consents ? "granted" : "denied",
  } as const;
  const context = { locale: visitor.locale, device: visitor.device, tz: "Asia/Seoul" };
  let session_seq = 0;
  return (event_name: string, event_ts: number, more: Partial<WireEvent>): WireEvent => ({
    event_id: `petshop-${random.hex(20)}`,
    event_name,
    event_ts,
    anonymous_id: visitor.anonymousId,
    ...(visitor.userId === undefined ? {} : { user_id: visitor.userId }),
    session_id,
    session_seq: session_seq++,
    consent,
    context,
    ...more,
  });
};
