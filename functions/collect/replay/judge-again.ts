import type { RequestFacts } from "../facts.ts";
import type { QuarantineLine } from "../keep.ts";
import { stampOf, type Accepted } from "../stamp.ts";

/** The lines of a quarantine object: those that are events after all, and the others as they are. */
export interface SecondVerdict {
  accepted: Accepted[];
  rejected: QuarantineLine[];
}

/** The same validator as collect's, by the facts of then: an event's time must not depend on when it is replayed. */
export function judgeAgain(lines: readonly QuarantineLine[]): SecondVerdict {
  const verdict: SecondVerdict = { accepted: [], rejected: [] };
  for (const line of lines) {
    const original = Buffer.from(line.original, "base64");
    const again = stampOf(factsOf(line))(parsed(original), line.request_index, original.length);
    if (again.ok) verdict.accepted.push(again);
    else verdict.rejected.push(line);
  }
  return verdict;
}

/** Lines written before these facts were kept say less; such an event counts as a browser's that told no time. */
const factsOf = (line: QuarantineLine): RequestFacts => ({
  requestId: line.request_id,
  receivedAt: line.received_at,
  count: line.request_count,
  kind: line.source ?? "web",
  sentAt: line.sent_at,
  botReasons: line.bot_reasons ?? [],
  device: line.device,
  ipTrunc: line.ip_trunc,
});

/** Undefined is refused like any other value that is no event; the bytes of who was erased are none. */
const parsed = (original: Buffer): unknown => {
  try {
    return JSON.parse(original.toString("utf8"));
  } catch {
    return undefined;
  }
};
