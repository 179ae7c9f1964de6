import { setTimeout as wait } from "node:timers/promises";
import type { Sent } from "./events.ts";

/** What the sender was told of each event, and how often it was told to come again. */
export interface Told {
  accepted: Set<string>;
  rejected: Set<string>;
  /** Told "not stored", or not told anything, until patience ended. */
  refused: Sent[];
  requests: number;
  /** Answers that were no 200: unavailable, throttled, a killed Lambda. */
  refusals: number;
}

interface Answer {
  results?: { index: number; status: string }[];
}

const mostAttempts = 5;
/** One batch in so many is a beacon: nobody is there any more to send it again. */
const usualHastyEach = 10;
const inFlight = 4;
const longestWaitMs = 400;

/** One request: which of its events stay open. */
const post = async (batch: Sent[], to: { site: string; writeKey: string }, told: Told): Promise<Sent[]> => {
  told.requests += 1;
  const body = JSON.stringify({ schema_version: 1, sent_at: Date.now(), events: batch.map(({ event }) => event) });
  try {
    const headers = { "content-type": "application/json", "x-write-key": to.writeKey };
    const response = await fetch(`${to.site}/v1/events`, { method: "POST", headers, body });
    if (!response.ok) told.refusals += 1;
    const { results = [] } = (await response.json()) as Answer;
    const status = new Map(results.map((result) => [result.index, result.status]));
    return batch.filter(({ id }, index) => {
      const said = status.get(index);
      if (said === "accepted" || said === "duplicate") told.accepted.add(id);
      else if (said === "rejected") told.rejected.add(id);
      else return true;
      return false;
    });
  } catch {
    told.refusals += 1; // the connection was cut
    return batch;
  }
};

/** Sends as a client does that gives up after a few attempts, and knows exactly what it was told. */
export const sendAll = async (
  events: Iterable<Sent>,
  to: { site: string; writeKey: string },
  {
    batchSize,
    hastyEach = usualHastyEach,
    tell = () => undefined,
  }: { batchSize: number; hastyEach?: number; tell?: (done: number) => void },
): Promise<Told> => {
  const told: Told = { accepted: new Set(), rejected: new Set(), refused: [], requests: 0, refusals: 0 };
  let batches = 0;
  const deliver = async (batch: Sent[]): Promise<void> => {
    let open = batch;
    const attempts = hastyEach > 0 && ++batches % hastyEach === 0 ? 1 : mostAttempts;
    for (let attempt = 0; open.length > 0 && attempt < attempts; attempt += 1) {
      if (attempt > 0) await wait(Math.random() * longestWaitMs);
      open = await post(open, to, told);
    }
    told.refused.push(...open);
    tell(told.accepted.size + told.rejected.size + told.refused.length);
  };
  const running = new Set<Promise<void>>();
  const launch = async (batch: Sent[]) => {
    const delivery: Promise<void> = deliver(batch).finally(() => running.delete(delivery));
    running.add(delivery);
    if (running.size >= inFlight) await Promise.race(running);
  };
  let batch: Sent[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < batchSize) continue;
    await launch(batch);
    batch = [];
  }
  if (batch.length > 0) await launch(batch);
  await Promise.all(running);
  return told;
};
