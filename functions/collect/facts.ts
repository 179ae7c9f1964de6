import type { HttpRequest } from "@millrace/core/runtime/handlers";
import type { Batch } from "./envelope.ts";
import { botReasons, deviceOf, truncateIp } from "./visitor.ts";
import type { KeyKind } from "./write-keys.ts";

/** What is true of every event of a request. Kept with those refused, so that a replay judges them as they would have been. */
export interface RequestFacts {
  requestId: string;
  receivedAt: number;
  /** Events in the request. */
  count: number;
  kind: KeyKind;
  /** By the sender's clock, ms. */
  sentAt: number | undefined;
  botReasons: string[];
  device: string | undefined;
  ipTrunc: string | undefined;
}

type Caller = Pick<HttpRequest, "requestId" | "receivedAt" | "sourceIp" | "userAgent">;

export function factsOf(
  { kind, sentAt, events }: Pick<Batch, "kind" | "sentAt" | "events">,
  { requestId, receivedAt, sourceIp, userAgent }: Caller,
): RequestFacts {
  const agent = userAgent.slice(0, 512);
  const request = { requestId, receivedAt, count: events.length, kind, sentAt };
  // A server speaks for its visitors: its own program and address say nothing about them.
  return kind === "web"
    ? { ...request, botReasons: botReasons(agent), device: deviceOf(agent), ipTrunc: truncateIp(sourceIp) }
    : { ...request, botReasons: [], device: undefined, ipTrunc: undefined };
}
