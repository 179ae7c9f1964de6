import type { WireEvent } from "@millrace/core/domain/event";
import type { Queue } from "./queue.ts";
import type { Turn } from "./turn.ts";
import { retryWaitMs, unreachable, verdictOf, type EventResult, type Verdict } from "./verdict.ts";

export interface Delivery {
  /** Send all that waits. True when nothing is left; never throws. */
  readonly flush: () => Promise<boolean>;
  /** Send soon, together with what comes meanwhile. */
  readonly soon: () => void;
  /** The page is going away: hand all to the browser. What it took stays queued too, until it is acknowledged. */
  readonly farewell: () => void;
  /** The page is back, from the browser's memory. */
  readonly welcome: () => void;
}

export interface Destination {
  url: string;
  writeKey: string;
  soonMs: number;
  turn: Turn;
  /** Whether anything may be sent at all. */
  maySend: () => boolean;
  onRejected: (results: EventResult[]) => void;
}

const batchEvents = 50;
const batchBytes = 60_000; // a beacon may have 64 KiB, and so may a fetch that outlives its page
const answerMs = 10_000;

/**
 * Sends the queue in batches, oldest first. An event leaves the queue only when the collector has answered for it; its id
 * makes a second copy harmless. Failures are retried with full jitter, in one tab at a time.
 */
export const delivery = (queue: Queue, { url, writeKey, soonMs, turn, maySend, onRejected }: Destination): Delivery => {
  const onTheWay = new Set<string>();
  let underWay: Promise<boolean> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isRefused = false;
  let isAway = false;

  const envelope = (events: WireEvent[]): string =>
    JSON.stringify({ schema_version: 1, write_key: writeKey, sent_at: Date.now(), events });

  const post = async (events: WireEvent[]): Promise<Verdict> => {
    for (const { event_id } of events) onTheWay.add(event_id);
    try {
      return await verdictOf(
        await fetch(url, {
          method: "POST",
          body: envelope(events),
          // needs no preflight; the key is in the body, as a beacon has it
          headers: { "content-type": "text/plain;charset=UTF-8" },
          // other requests of the page may have used up what it may leave behind, so a second try does without
          keepalive: failures === 0,
          credentials: "omit",
          signal: AbortSignal.timeout(answerMs),
        }),
      );
    } catch {
      return unreachable;
    } finally {
      onTheWay.clear();
    }
  };

  const wake = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };

  const sendAll = async (): Promise<boolean> => {
    let most = batchEvents;
    while (!isRefused && !isAway && maySend()) {
      const batch = queue.next(most, batchBytes);
      if (batch.length === 0) return true;
      const verdict = await post(batch);
      if (verdict.is === "later") {
        queue.remove(verdict.taken);
        failures += 1;
        wake(verdict.waitMs || retryWaitMs(failures));
        return false;
      }
      failures = 0;
      if (verdict.is === "refused") isRefused = true;
      else if (verdict.is === "split" && batch.length > 1) most = Math.ceil(batch.length / 2);
      else queue.remove(batch.map((event) => event.event_id));
      if (verdict.is === "done" && verdict.rejected.length > 0) onRejected(verdict.rejected);
    }
    return false;
  };

  const flush = (): Promise<boolean> => {
    const attempt = async (): Promise<boolean> => {
      try {
        return await sendAll();
      } catch {
        return false;
      } finally {
        underWay = undefined; // at once: an event queued from now on wants a flush of its own
      }
    };
    underWay ??= turn.take(attempt).catch(() => {
      underWay = undefined;
      return false;
    });
    return underWay;
  };

  return {
    flush,
    soon() {
      if (failures === 0) wake(soonMs);
    },
    farewell() {
      isAway = true;
      clearTimeout(timer);
      turn.leave();
      if (isRefused || !maySend()) return;
      const handed = new Set(onTheWay); // those go on without the page
      let most = batchEvents;
      while (most > 0) {
        const batch = queue.next(most, batchBytes, handed);
        if (batch.length === 0) return;
        if (navigator.sendBeacon(url, envelope(batch))) for (const { event_id } of batch) handed.add(event_id);
        else most = Math.floor(batch.length / 2); // what does not fit now is sent by the next page
      }
    },
    welcome() {
      isAway = false;
      void flush();
    },
  };
};
