import { limits } from "@millrace/core/domain/event-limits";
import type { EventProblem } from "@millrace/core/domain/event-problem";
import type { Batch } from "./envelope.ts";
import type { RequestFacts } from "./facts.ts";
import { originalsOf } from "./originals.ts";
import { stampOf, type Accepted } from "./stamp.ts";

export interface Rejected {
  index: number;
  problem: EventProblem;
  /** As far as it can be told. */
  event_id: string | undefined;
  /** The bytes of its JSON as it was sent. */
  original: Buffer;
}

/** Every position of the request is in exactly one of the two. */
export interface Judged {
  accepted: Accepted[];
  rejected: Rejected[];
}

/** Look at each event on its own: one that is wrong costs the others nothing. */
export function judge(
  { events, body, isClean }: Pick<Batch, "events" | "body" | "isClean">,
  facts: RequestFacts,
): Judged {
  // No event is larger than the body it came in, so most need no measuring.
  let originals = body.length > limits.eventBytes ? originalsOf(body) : undefined;
  const stamp = stampOf(facts, isClean);
  const judged: Judged = { accepted: [], rejected: [] };
  events.forEach((raw, index) => {
    const verdict = stamp(raw, index, originals?.[index]?.length);
    if (verdict.ok) return judged.accepted.push(verdict);
    originals ??= originalsOf(body);
    const original = originals[index] ?? nothing;
    return judged.rejected.push({ index, problem: verdict.problem, event_id: idOf(raw), original });
  });
  return judged;
}

const nothing = Buffer.alloc(0);

const idOf = (raw: unknown): string | undefined => {
  const id = typeof raw === "object" && raw !== null && "event_id" in raw ? raw.event_id : undefined;
  return typeof id === "string" && id.length <= 64 && id.isWellFormed() ? id : undefined;
};
