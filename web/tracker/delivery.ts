import type { WireEvent } from "@millrace/core/domain/event";
import type { Queue } from "./queue.ts";

export interface Delivery {
  /** Send all that waits. True when nothing is left; never throws. */
  readonly flush: () => Promise<boolean>;
  /** Send soon, together with what comes meanwhile. */
  readonly soon: () => void;
  /** The page is going away: hand all to the browser. What it took stays queued too, until it is acknowledged. */
  readonly farewell: () => void;
}

const batchEvents = 50;
const batchBytes = 60_000; // a beacon may have 64 KiB
const answerMs = 10_000;
const longestWaitMs = 60_000;

/** `taken`: ids that need not be sent again although the batch as a whole was put off. */
type Verdict = { is: "done" | "split" | "refused" } | { is: "later"; waitMs?: number; taken?: string[] };

/** A 503 may have taken some events; its results name the others "unavailable". */
const takenOf = async (answer: Response): Promise<string[]> => {
  try {
    const { results = [] } = (await answer.json()) as { results?: { event_id?: string; status: string }[] };
    return results.flatMap(({ event_id, status }) => (event_id && status !== "unavailable" ? [event_id] : []));
  } catch {
    return [];
  }
};

const verdictOf = async (answer: Response): Promise<Verdict> => {
  if (answer.ok || answer.status === 400) return { is: "done" }; // a batch that cannot be read never will be
  if (answer.status === 413) return { is: "split" };
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
    const seconds = Number(answer.headers.get("retry-after"));
    const taken = await takenOf(answer);
    return { is: "later", taken, ...(seconds > 0 ? { waitMs: Math.min(seconds * 1000, longestWaitMs) } : {}) };
  }
  return { is: "refused" }; // the key or the origin is wrong: no use asking again on this page
};

/**
 * Sends the queue in batches, oldest first. An event leaves the queue only when the collector has answered for it; its id
 * makes a second copy harmless. Failures are retried with full jitter, in one tab at a time.
 */
export const delivery = (
  queue: Queue,
  { url, writeKey, soonMs }: { url: string; writeKey: string; soonMs: number },
): Delivery => {
  let underWay: Promise<boolean> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isRefused = false;

  const envelope = (events: WireEvent[]): string =>
    JSON.stringify({ schema_version: 1, write_key: writeKey, sent_at: Date.now(), events });

  const post = async (events: WireEvent[]): Promise<Verdict> => {
    try {
      // text/plain needs no preflight; the key is in the body, as a beacon has it
      const headers = { "content-type": "text/plain;charset=UTF-8" };
      const signal = AbortSignal.timeout(answerMs);
      return await verdictOf(
        await fetch(url, {
          method: "POST",
          body: envelope(events),
          headers,
          keepalive: true,
          credentials: "omit",
          signal,
        }),
      );
    } catch {
      return { is: "later" };
    }
  };

  const wake = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };

  const sendAll = async (): Promise<boolean> => {
    let most = batchEvents;
    for (
      let batch = queue.next(most, batchBytes);
      batch.length > 0 && !isRefused;
      batch = queue.next(most, batchBytes)
    ) {
      const verdict = await post(batch);
      if (verdict.is === "later") {
        queue.remove(verdict.taken ?? []);
        failures += 1;
        wake(verdict.waitMs ?? Math.random() * Math.min(longestWaitMs, 1000 * 2 ** failures));
        return false;
      }
      if (verdict.is === "refused") isRefused = true;
      else if (verdict.is === "split" && batch.length > 1) most = Math.ceil(batch.length / 2);
      else queue.remove(batch.map((event) => event.event_id));
      failures = 0;
    }
    return !isRefused;
  };

  const flush = (): Promise<boolean> => {
    underWay ??= Promise.resolve()
      .then(() => ("locks" in navigator ? navigator.locks.request("millrace", sendAll) : sendAll()))
      .catch(() => false)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };

  return {
    flush,
    soon() {
      if (failures === 0) wake(soonMs);
    },
    farewell() {
      let last: string | undefined;
      for (;;) {
        const batch = queue.next(batchEvents, batchBytes, last);
        last = batch.at(-1)?.event_id;
        if (last === undefined || isRefused || !navigator.sendBeacon(url, envelope(batch))) return;
      }
    },
  };
};
