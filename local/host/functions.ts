import { availableParallelism } from "node:os";
import type { EventEntry, FunctionEntry, ServiceDocument } from "./document.ts";
import { functionName } from "./document.ts";
import type { Resolve } from "./intrinsics.ts";

/** A function as the host runs it. */
export interface LambdaFunction {
  /** Its key in `serverless.yml`: `collect`. */
  readonly key: string;
  /** Its name on AWS: `millrace-dev-collect`. */
  readonly name: string;
  /** The built module, from the project's root, with `.js`. */
  readonly file: string;
  readonly exportName: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** How many run at once; the rest wait. */
  readonly concurrency: number;
  /** How many may run or wait at once; the rest are throttled, as on AWS. Undefined: no such limit. */
  readonly reservedConcurrency?: number;
  /** Attempts after the first for asynchronous invocations. */
  readonly retries: number;
  /** How long an asynchronous event may wait for its turn, retries included. */
  readonly maximumAgeMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly events: readonly EventEntry[];
}

const usualConcurrency = Math.max(2, availableParallelism()); // AWS would go on to 1,000

const defaults = { timeoutSeconds: 6, memoryMb: 1024, retries: 2, maximumAgeSeconds: 21_600 }; // osls's and Lambda's

const textual = (environment: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((environment ?? {}) as Record<string, unknown>)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

const functionOf = (document: ServiceDocument, key: string, entry: FunctionEntry, resolve: Resolve): LambdaFunction => {
  const dot = entry.handler.lastIndexOf(".");
  return {
    key,
    name: functionName(document, key),
    file: `${entry.handler.slice(0, dot)}.js`,
    exportName: entry.handler.slice(dot + 1),
    timeoutMs: (entry.timeout ?? document.provider.timeout ?? defaults.timeoutSeconds) * 1000,
    memoryMb: entry.memorySize ?? document.provider.memorySize ?? defaults.memoryMb,
    concurrency: Math.max(1, Math.min(entry.reservedConcurrency ?? usualConcurrency, usualConcurrency)),
    ...(entry.reservedConcurrency !== undefined && { reservedConcurrency: entry.reservedConcurrency }),
    retries: entry.maximumRetryAttempts ?? defaults.retries,
    maximumAgeMs: (entry.maximumEventAge ?? defaults.maximumAgeSeconds) * 1000,
    environment: { ...textual(resolve(document.provider.environment)), ...textual(resolve(entry.environment)) },
    events: (resolve(entry.events ?? []) as EventEntry[]) ?? [],
  };
};

export const functionsOf = (document: ServiceDocument, resolve: Resolve): LambdaFunction[] =>
  Object.entries(document.functions ?? {}).map(([key, entry]) => functionOf(document, key, entry, resolve));
