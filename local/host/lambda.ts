import type { Platform, Service } from "../kernel/platform.ts";
import { asyncQueue, type AsyncQueue } from "./async-queue.ts";
import type { Surroundings } from "./environment.ts";
import { functionLogs } from "./function-logs.ts";
import type { LambdaFunction } from "./functions.ts";
import { poolOf, type Outcome, type Pool } from "./pool.ts";
import { lambdaWire, notFound } from "./lambda-wire.ts";
import type { Reply } from "./worker.ts";

const largestAnswer = 6 * 1024 * 1024 + 100; // 6291556, in Lambda's own words

/** Lambda on this machine: the functions of `serverless.yml`, called directly, over the wire or later. */
export interface LambdaHost extends Service {
  readonly functions: readonly LambdaFunction[];
  /** Runs the function now. `name` may be its key, its name or its ARN. The payload is JSON text. */
  invoke(name: string, payload: string, requestId?: string): Promise<Outcome>;
  /** Writes an error to the function's own log: what befell it outside of its code. */
  logError(name: string, message: string, facts: object): void;
  /**
   * Takes the event for later, durably: call it inside the transaction that makes the event true. While one with the same
   * `once` waits, no second one is taken: ticks that nobody had time for add nothing. `delayMs` is AWS's time.
   */
  enqueue(name: string, event: unknown, once?: string, delayMs?: number): void;
  readonly queue: AsyncQueue;
}

export interface LambdaHostOptions {
  readonly functions: readonly LambdaFunction[];
  /** Where handler paths start. */
  readonly root: string;
  /** What a function signs its calls with. Default: the operator's. */
  readonly credentials?: Surroundings["credentials"];
}

const bounded = (reply: Reply): Reply => {
  if ("error" in reply || Buffer.byteLength(reply.result) <= largestAnswer) return reply;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`;
  return { error: { errorType: "Function.ResponseSizeTooLarge", errorMessage, trace: [] }, isFatal: false };
};

export const lambdaHost = (platform: Platform, { functions, root, credentials }: LambdaHostOptions): LambdaHost => {
  const logs = functionLogs(platform.directory);
  const around: Surroundings = {
    root,
    account: platform.account,
    region: platform.region,
    faults: platform.faults,
    ...(credentials && { credentials }),
    endpoint: () => platform.endpoint(),
    log: (name, text) => logs.write(name, text),
  };
  const byName = new Map(functions.map((fn) => [fn.name, fn]));
  const byKey = new Map(functions.map((fn) => [fn.key, fn]));
  const pools = new Map<string, Pool>();
  const poolFor = (fn: LambdaFunction): Pool => {
    const pool = pools.get(fn.name) ?? poolOf(fn, around);
    pools.set(fn.name, pool);
    return pool;
  };
  const find = (name: string): LambdaFunction | undefined => {
    const short = /^arn:aws:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(name)?.[1] ?? name.replace(/:\$LATEST$/, "");
    return byName.get(short) ?? byKey.get(short);
  };
  const queue = asyncQueue(platform, byName, (fn, payload, requestId) => poolFor(fn).invoke(payload, requestId));

  const host: Omit<LambdaHost, "handles"> = {
    name: "lambda",
    functions,
    queue,
    async invoke(name, payload, requestId) {
      const fn = find(name);
      if (!fn) throw notFound(name);
      const { requestId: id, ms, printed = "", ...reply } = await poolFor(fn).invoke(payload, requestId);
      const kept = bounded(reply);
      if ("error" in kept && kept !== reply)
        host.logError(fn.name, "invocation failed", { requestId: id, ms, ...kept.error });
      return { ...kept, requestId: id, ms, printed };
    },
    logError(name, message, facts) {
      const entry = { level: "ERROR", message, timestamp: new Date().toISOString(), ...facts };
      logs.write(find(name)?.name ?? name, `${JSON.stringify(entry)}\n`);
    },
    enqueue(name, event, once, delayMs) {
      queue.enqueue(find(name)?.name ?? name, JSON.stringify(event), once, delayMs);
    },
    resume: () => queue.resume(),
    async close() {
      queue.close();
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      logs.flush();
    },
  };

  return Object.assign(host, { handles: lambdaWire(platform, host, find, around) });
};
