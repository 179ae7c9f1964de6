import type { LambdaFunction } from "../../../local/host/functions.ts";

/** A function of the toy project in `test/local/host/toy`. */
export const aFunction = (key: string, more: Partial<LambdaFunction> = {}): LambdaFunction => ({
  key,
  name: `toy-dev-${key}`,
  file: `${key}.js`,
  exportName: "handler",
  timeoutMs: 5_000,
  memoryMb: 128,
  concurrency: 2,
  retries: 2,
  maximumAgeMs: 21_600_000,
  environment: {},
  events: [],
  ...more,
});
