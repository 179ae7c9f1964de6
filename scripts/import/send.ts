import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { WireEvent } from "@millrace/core/domain/event";

const compress = promisify(gzip);

/** Where to send and with what key. */
export interface Destination {
  /** `http://host:port`; the API is at `/v1/events`. */
  readonly site: string;
  readonly writeKey: string;
}

/** An event that the collector refused, with its reason. */
export interface Refused {
  readonly event: WireEvent;
  readonly code: string;
  readonly path: string | undefined;
}

export interface Tally {
  sent: number;
  accepted: number;
  rejected: number;
  /** Among the accepted: the same id twice in one request. */
  duplicates: number;
}

interface Answer {
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly results: readonly { index: number; status: string; code?: string; path?: string }[];
}

/** Thrown when the collector refuses a whole request for a reason that sending again does not mend. */
export class SendRefused extends Error {
  override readonly name = "SendRefused";
}

const batchSize = 500; // the collector's limit
const batchBytes = 1_500_000; // of 2 MiB
const inFlight = 3;
const firstWaitMs = 250;
const longestWaitMs = 8_000;
const patienceMs = 120_000;

const isTemporary = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** Events with their JSON, which is measured and sent. */
type Batch = readonly { readonly event: WireEvent; readonly json: string }[];

const post = async (batch: Batch, { site, writeKey }: Destination): Promise<Answer | "too large"> => {
  const events = batch.map(({ json }) => json).join(",");
  const started = Date.now();
  for (let attempt = 0; ; attempt++) {
    const body = await compress(`{"schema_version":1,"sent_at":${Date.now()},"events":[${events}]}`, { level: 1 });
    const headers = { "content-type": "application/json", "content-encoding": "gzip", "x-write-key": writeKey };
    let reason: string;
    try {
      const response = await fetch(`${site}/v1/events`, { method: "POST", headers, body: new Uint8Array(body) });
      if (response.ok) return (await response.json()) as Answer;
      if (response.status === 413) return "too large";
      reason = `${response.status} ${await response.text()}`;
      if (!isTemporary(response.status)) throw new SendRefused(`the collector refused a batch: ${reason}`);
    } catch (error) {
      if (error instanceof SendRefused) throw error;
      reason = String((error as Error).cause ?? error);
    }
    if (Date.now() - started > patienceMs)
      throw new SendRefused(`the collector at ${site} has not taken a batch for ${patienceMs / 1000} s: ${reason}`);
    await wait(Math.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** attempt)); // full jitter
  }
};

/**
 * Sends events in batches, a few at a time, again and again until the collector answers for each. Events may come as
 * fast as they like: reading waits for sending. Throws SendRefused; what was sent by then stays sent.
 */
export const send = async (
  events: Iterable<WireEvent> | AsyncIterable<WireEvent>,
  destination: Destination,
  { onProgress, onRefused }: { onProgress?: (tally: Tally) => void; onRefused?: (refused: Refused) => void } = {},
): Promise<Tally> => {
  const tally: Tally = { sent: 0, accepted: 0, rejected: 0, duplicates: 0 };
  const running = new Set<Promise<void>>();
  let failure: unknown;

  const deliver = async (batch: Batch): Promise<void> => {
    const answer = await post(batch, destination);
    if (answer === "too large") {
      const [first] = batch;
      if (batch.length > 1 || first === undefined) {
        const half = Math.ceil(batch.length / 2);
        await deliver(batch.slice(0, half));
        return deliver(batch.slice(half));
      }
      tally.sent += 1;
      tally.rejected += 1;
      return onRefused?.({ event: first.event, code: "too_large", path: "" });
    }
    tally.sent += batch.length;
    tally.accepted += answer.accepted;
    tally.rejected += answer.rejected;
    tally.duplicates += answer.duplicates;
    for (const { index, status, code = "unknown", path } of answer.results) {
      const event = batch[index]?.event;
      if (status === "rejected" && event) onRefused?.({ event, code, path });
    }
    onProgress?.(tally);
  };
  const launch = (batch: Batch): void => {
    const delivery: Promise<void> = deliver(batch)
      .catch((error: unknown) => void (failure ??= error))
      .finally(() => running.delete(delivery));
    running.add(delivery);
  };

  let batch: { event: WireEvent; json: string }[] = [];
  let bytes = 0;
  for await (const event of events) {
    if (failure !== undefined) break;
    const json = JSON.stringify(event);
    const size = Buffer.byteLength(json);
    if (batch.length === batchSize || (batch.length > 0 && bytes + size > batchBytes)) {
      launch(batch);
      [batch, bytes] = [[], 0];
      if (running.size >= inFlight) await Promise.race(running);
    }
    batch.push({ event, json });
    bytes += size + 1;
  }
  if (batch.length > 0 && failure === undefined) launch(batch);
  await Promise.all(running);
  if (failure !== undefined) throw failure as Error;
  return tally;
};
