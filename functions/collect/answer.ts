import { wordsFor } from "@millrace/core/domain/event-words";
import type { HttpAnswer } from "@millrace/core/runtime/handlers";
import type { Rejected } from "./batch.ts";
import type { Accepted } from "./stamp.ts";

/** What became of one event of the request. */
export interface EventResult {
  index: number;
  event_id?: string;
  /** `duplicate`: stored too, and counted once by whoever reads the lake. `unavailable`: send it again. */
  status: "accepted" | "duplicate" | "rejected" | "unavailable";
  code?: string;
  path?: string;
  /** What would have been taken, in constant words: nothing of the sender's is in it. */
  message?: string;
}

/** accepted + rejected + unavailable is the number of events sent; duplicates are among the accepted. */
export interface CollectAnswer {
  accepted: number;
  rejected: number;
  duplicates: number;
  unavailable?: number;
  results: EventResult[];
}

export interface Outcome {
  accepted: readonly Accepted[];
  rejected: readonly Rejected[];
  /** Positions that are stored nowhere. */
  lost: ReadonlySet<number>;
}

const retryAfterSeconds = 5;

/** 200 when every event is in the lake or in quarantine; else 503, and the results say which ones to send again. */
export function answer({ accepted, rejected, lost }: Outcome): HttpAnswer {
  const seen = new Set<string>();
  const results: EventResult[] = [];
  for (const { index, event } of accepted) {
    const { event_id } = event;
    if (lost.has(index)) results.push({ index, event_id, status: "unavailable" });
    else results.push({ index, event_id, status: seen.has(event_id) ? "duplicate" : "accepted" });
    if (!lost.has(index)) seen.add(event_id);
  }
  for (const { index, event_id, problem } of rejected)
    results.push(
      lost.has(index)
        ? { index, event_id, status: "unavailable" }
        : { index, event_id, status: "rejected", ...problem, message: wordsFor(problem) },
    );
  results.sort((one, other) => one.index - other.index);

  const count = (status: EventResult["status"]) => results.filter((result) => result.status === status).length;
  const duplicates = count("duplicate");
  const body: CollectAnswer = {
    accepted: count("accepted") + duplicates,
    rejected: count("rejected"),
    duplicates,
    results,
  };
  const headers = { "cache-control": "no-store" };
  if (lost.size === 0) return { status: 200, headers, body };
  return {
    status: 503,
    headers: { ...headers, "retry-after": String(retryAfterSeconds) },
    body: {
      error: { code: "unavailable", message: `${lost.size} events could not be stored. Send those again.` },
      ...body,
      unavailable: lost.size,
    },
  };
}
