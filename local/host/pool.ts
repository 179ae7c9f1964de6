import { randomUUID } from "node:crypto";
import { withRunFaults } from "../faults/runs.ts";
import { startEnvironment, type Environment, type Surroundings } from "./environment.ts";
import type { LambdaFunction } from "./functions.ts";
import type { Reply } from "./worker.ts";

const idleMs = 5 * 60_000; // Lambda keeps an unused environment some minutes too

const patienceMs = 3_000; // for invocations under way when we stop

/** How an invocation went. */
export type Outcome = Reply & {
  readonly requestId: string;
  readonly ms: number;
  /** The last of what it printed. */
  readonly printed?: string;
};

/** The execution environments of one function: started when needed, used again while warm, ended when idle. */
export interface Pool {
  /** Runs the function once, after waiting for a free environment. The payload is JSON text. Throttled, it runs nothing. */
  invoke(payload: string, requestId?: string): Promise<Outcome>;
  /** Begins nothing more, gives what runs some seconds to end, then ends it. */
  close(): Promise<void>;
}

const throttled: Reply = {
  error: { errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded.", trace: [] },
  isFatal: false,
  isThrottled: true,
};

const stopping: Reply = {
  error: { errorType: "Host.Stopping", errorMessage: "the local AWS is stopping", trace: [] },
  isFatal: false,
};

export const poolOf = (fn: LambdaFunction, around: Surroundings): Pool => {
  const idle: { environment: Environment; timer: NodeJS.Timeout }[] = [];
  const all = new Set<Environment>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let isClosing = false;
  let drained: (() => void) | undefined;

  const take = (): Environment => {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.environment.isAlive) return entry.environment;
      all.delete(entry.environment);
    }
    const environment = startEnvironment(fn, around);
    all.add(environment);
    return environment;
  };
  const end = (environment: Environment): void => {
    all.delete(environment);
    const at = idle.findIndex((entry) => entry.environment === environment);
    if (at >= 0) idle.splice(at, 1);
    void environment.stop();
  };
  /** A place goes over to who waited longest. */
  const passOn = (): void => {
    const next = waiting.shift();
    if (next) return next();
    busy--;
    if (busy === 0) drained?.();
  };
  const giveBack = (environment: Environment, isSound: boolean): void => {
    if (isSound && environment.isAlive) {
      const timer = setTimeout(() => end(environment), idleMs);
      timer.unref();
      idle.push({ environment, timer });
    } else end(environment);
    passOn();
  };

  return {
    async invoke(payload, requestId = randomUUID()) {
      if (busy + waiting.length >= (fn.reservedConcurrency ?? Infinity)) return { ...throttled, requestId, ms: 0 };
      if (busy >= fn.concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
      else busy++;
      if (isClosing) {
        passOn();
        return { ...stopping, requestId, ms: 0 };
      }
      const environment = take();
      await environment.loaded;
      const started = Date.now();
      const running = environment.invoke({ requestId, payload, deadline: started + fn.timeoutMs });
      const reply = await withRunFaults(around.faults, fn, environment, running);
      const ms = Date.now() - started;
      await new Promise((resolve) => setImmediate(resolve)); // what was printed comes by another port
      const printed = environment.printed();
      giveBack(environment, !("error" in reply && reply.isFatal));
      if ("error" in reply && !isClosing) around.log(fn.name, failureLine(requestId, reply.error, ms));
      return { ...reply, requestId, ms, printed };
    },
    async close() {
      isClosing = true;
      if (busy > 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, patienceMs);
          drained = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all([...all].map((environment) => environment.stop()));
    },
  };
};

const failureLine = (requestId: string, error: object, ms: number): string =>
  `${JSON.stringify({ level: "ERROR", message: "invocation failed", timestamp: new Date().toISOString(), requestId, ms, ...error })}\n`;
