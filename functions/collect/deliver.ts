import { StreamRefused, type ClickStream } from "@millrace/core/aws/firehose";
import { chunk, type PackedRecord } from "./pack.ts";

/** What passes time and throws dice, so that a test needs neither. */
export interface Patience {
  /** Until the Lambda is stopped. */
  remainingMs: () => number;
  sleep: (ms: number) => Promise<void>;
  /** 0 ≤ n < 1 */
  random: () => number;
  /** Hears of what went wrong though the events are safe. */
  notice: (error: unknown) => void;
}

/** Kept for the spill and the answer. */
const reservedMs = 3_000;
/** A call shorter than this is not worth beginning. */
const shortestCallMs = 250;
const longestCallMs = 3_000;
const firstWaitMs = 50;
const longestWaitMs = 1_000;
/** By then a stream that throttles is better left alone: S3 takes the rest. */
const mostAttempts = 6;

/**
 * Put records into the stream, sending again only those it refused, with full jitter, while there is time. Returns what it
 * did not take. A record may be stored though it is returned here, when only the answer was lost.
 */
export async function deliver<T>(
  stream: Pick<ClickStream, "put">,
  records: readonly PackedRecord<T>[],
  { remainingMs, sleep, random, notice }: Patience,
): Promise<PackedRecord<T>[]> {
  let left = [...records];
  const hopeless: PackedRecord<T>[] = [];
  for (let attempt = 0; left.length > 0 && attempt < mostAttempts; attempt += 1) {
    if (attempt > 0) await sleep(random() * Math.min(longestWaitMs, firstWaitMs * 2 ** attempt));
    const withinMs = Math.min(longestCallMs, remainingMs() - reservedMs);
    if (withinMs < shortestCallMs) break;
    const sent = await Promise.allSettled(chunk(left).map((records) => sendOnce(stream, records, withinMs)));
    left = [];
    for (const outcome of sent) {
      if (outcome.status === "rejected") throw outcome.reason;
      if (outcome.value.error) notice(outcome.value.error);
      (outcome.value.error ? hopeless : left).push(...outcome.value.refused);
    }
  }
  return [...hopeless, ...left];
}

async function sendOnce<T>(
  stream: Pick<ClickStream, "put">,
  records: PackedRecord<T>[],
  withinMs: number,
): Promise<{ refused: PackedRecord<T>[]; error?: StreamRefused }> {
  const data = records.map((record) => record.data);
  try {
    const taken = await stream.put(data, withinMs);
    return { refused: records.filter((_, index) => taken[index] !== true) };
  } catch (error) {
    if (error instanceof StreamRefused) return { refused: records, error };
    throw error;
  }
}
