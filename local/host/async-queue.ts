import { randomUUID } from "node:crypto";
import type { Platform } from "../kernel/platform.ts";
import type { LambdaFunction } from "./functions.ts";
import type { Reply } from "./worker.ts";

/** An asynchronous invocation that was accepted and has not ended. */
export interface Queued {
  readonly functionName: string;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  /** Attempts made. */
  readonly attempts: number;
  /** How often it found no free place since the last attempt. */
  readonly throttles?: number;
  /** ms since the epoch: not tried before. */
  readonly due: number;
  /** ms since the epoch: not tried after. */
  readonly expires: number;
}

/** An event that every attempt failed for. */
export interface DeadLetter {
  readonly functionName: string;
  readonly payload: string;
  readonly requestId: string;
  readonly attempts: number;
  readonly reason: "RetriesExhausted" | "EventAgeExceeded" | "FunctionNotFound";
  readonly error: unknown;
  /** ms since the epoch. */
  readonly at: number;
}

export interface AsyncQueue {
  /**
   * Durable at once; call it inside the transaction that makes the event true. Returns the request id. While an event
   * with the same `once` waits for its first attempt, another is not taken: undefined. `delayMs` is AWS's time.
   */
  enqueue(functionName: string, payload: string, once?: string, delayMs?: number): string | undefined;
  deadLetters(): DeadLetter[];
  /** Takes dead letters away, one by its request id or all; `isAgain` sends their events anew. Returns how many. */
  clearDeadLetters(requestId?: string, isAgain?: boolean): number;
  /** How many events wait or run. */
  size(): number;
  /** How many of them wait for their time. */
  waiting(): number;
  resume(): void;
  /** No further attempt begins; what waits is tried again after the next start. */
  close(): void;
}

const firstPauseMs = 1_000; // for throttled events: doubled each time, to five minutes
const longestPauseMs = 300_000;
const retryDelaysMs = [60_000, 120_000]; // Lambda: a minute before the first retry, two before the second

type Run = (fn: LambdaFunction, payload: string, requestId: string) => Promise<Reply>;

/** Lambda's asynchronous side: at least once, retried on the clock, and kept as a dead letter when nothing helped. */
export const asyncQueue = (
  platform: Platform,
  functions: ReadonlyMap<string, LambdaFunction>,
  run: Run,
): AsyncQueue => {
  const { clock, state } = platform;
  const queue = state.collection<Queued>("lambda-queue");
  const letters = state.collection<DeadLetter>("lambda-dead-letters");
  const cancels = new Set<() => void>();
  const lanes = new Map<string, Promise<unknown>>();
  const waitingOnce = new Set<string>();
  let isClosed = false;
  let last = 0;

  /** Sorts by time of acceptance, also across restarts. */
  const nextId = (): string => {
    last = Math.max(last + 1, clock.now() * 1000);
    return `${String(last).padStart(17, "0")}-${randomUUID().slice(0, 8)}`;
  };
  /** One at a time for each function: on one machine, more environments would only slow each other down. */
  const arm = (id: string, functionName: string, due: number, once?: string): void => {
    const cancel = clock.at(due, () => {
      cancels.delete(cancel);
      const before = lanes.get(functionName) ?? Promise.resolve();
      const turn = before.then(() => {
        if (once !== undefined) waitingOnce.delete(once);
        return attempt(id);
      });
      lanes.set(functionName, turn);
    });
    cancels.add(cancel);
  };
  const bury = (
    id: string,
    { functionName, payload, requestId, attempts }: Queued,
    reason: DeadLetter["reason"],
    error: unknown,
  ) =>
    state.transaction(() => {
      letters.put(id, { functionName, payload, requestId, attempts, reason, error, at: clock.now() });
      queue.delete(id);
    });

  /** A throttled event has not been tried: it comes again, ever less often, until it is too old. */
  const postpone = (id: string, event: Queued, error: unknown): void => {
    const throttles = (event.throttles ?? 0) + 1;
    const due = clock.due(Math.min(firstPauseMs * 2 ** (throttles - 1), longestPauseMs));
    if (due > event.expires) return bury(id, event, "EventAgeExceeded", error);
    queue.put(id, { ...event, throttles, due });
    arm(id, event.functionName, due);
  };

  const attempt = async (id: string): Promise<void> => {
    const event = isClosed ? undefined : queue.get(id);
    if (event === undefined) return;
    const fn = functions.get(event.functionName);
    if (fn === undefined) return bury(id, event, "FunctionNotFound", `${event.functionName} is not deployed any more`);
    const reply = await run(fn, event.payload, event.requestId);
    if (!("error" in reply)) return void queue.delete(id);
    if (isClosed) return; // stopped under it, perhaps: the attempt counts for nothing
    if (reply.isThrottled === true) return postpone(id, event, reply.error);
    const tried = { ...event, attempts: event.attempts + 1 };
    const due = clock.due(retryDelaysMs[Math.min(event.attempts, 1)] ?? 0);
    if (tried.attempts > fn.retries) return bury(id, tried, "RetriesExhausted", reply.error);
    if (due > event.expires) return bury(id, tried, "EventAgeExceeded", reply.error);
    queue.put(id, { ...tried, due });
    arm(id, event.functionName, due);
  };

  const enqueue: AsyncQueue["enqueue"] = (functionName, payload, once, delayMs = 0) => {
    if (once !== undefined && waitingOnce.has(once)) return undefined;
    if (once !== undefined) waitingOnce.add(once);
    const fn = functions.get(functionName);
    const [id, requestId, due] = [nextId(), randomUUID(), clock.due(delayMs)];
    const expires = clock.due(fn?.maximumAgeMs ?? 0);
    queue.put(id, { functionName, payload, requestId, attempts: 0, due, expires });
    arm(id, functionName, due, once);
    return requestId;
  };

  return {
    enqueue,
    clearDeadLetters: (requestId, isAgain = false) =>
      state.transaction(() => {
        const wanted = letters.list().filter(({ value }) => requestId === undefined || value.requestId === requestId);
        for (const { id, value } of wanted) {
          letters.delete(id);
          if (isAgain) enqueue(value.functionName, value.payload);
        }
        return wanted.length;
      }),
    deadLetters: () => letters.list().map(({ value }) => value),
    size: () => queue.list().length,
    waiting: () => cancels.size,
    resume() {
      for (const { id, value } of queue.list()) arm(id, value.functionName, value.due);
    },
    close() {
      isClosed = true;
      for (const cancel of cancels) cancel();
    },
  };
};
