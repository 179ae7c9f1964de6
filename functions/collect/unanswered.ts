import type { LiveEvents } from "@millrace/core/domain/live-events";
import type { Bucket } from "@millrace/core/aws/s3";
import { dayOf } from "@millrace/core/domain/lake";
import type { RequestFacts } from "./facts.ts";
import { markStreamed, type Unanswered } from "./real-time.ts";

/** Calls to Personalize that nobody answered wait here until `settle` makes them again. */
export const unsettledPrefix = "unsettled/";

/** A click waits for this note, but not for long. */
const withinMs = 1_000;

/**
 * Note down the calls whose outcome is unknown and mark their events `streamed`: settled, they are in Personalize once, because
 * a repeated event id counts once. Without the note the events go the other way, unmarked into the export: rather twice
 * than never.
 */
export async function keepUnanswered(
  lake: Pick<Bucket, "put">,
  unanswered: readonly Unanswered[],
  { requestId, receivedAt }: Pick<RequestFacts, "requestId" | "receivedAt">,
  notice: (error: unknown) => void,
): Promise<void> {
  if (unanswered.length === 0) return;
  const calls: LiveEvents[] = unanswered.map(({ live }) => live);
  const name = requestId.replaceAll(/[^A-Za-z0-9_.-]/g, "_").slice(0, 128);
  try {
    const key = `${unsettledPrefix}date=${dayOf(receivedAt)}/${name}.json`;
    await lake.put(key, JSON.stringify(calls), { contentType: "application/json", withinMs });
    for (const { sources } of unanswered) markStreamed(sources);
  } catch (error) {
    notice(error);
  }
}
