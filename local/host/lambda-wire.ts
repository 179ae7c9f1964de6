import * as sdk from "@aws-sdk/client-lambda";
import type { Platform } from "../kernel/platform.ts";
import { wireService, type Api, type WireService } from "../kernel/wire/service.ts";
import type { AsyncQueue } from "./async-queue.ts";
import { functionArn, type Surroundings } from "./environment.ts";
import type { LambdaFunction } from "./functions.ts";
import type { Outcome } from "./pool.ts";

/** Source: the service model. */
const limits = { MaxItems: { min: 1, max: 10_000 }, FunctionName: { min: 1, max: 170 } };

const largestPayload = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 };

export const notFound = (name: string): sdk.ResourceNotFoundException => {
  const message = `Function not found: ${name}`;
  return new sdk.ResourceNotFoundException({ Type: "User", Message: message, message, $metadata: {} });
};

const tooLarge = (limit: number): sdk.RequestTooLargeException => {
  const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
  return new sdk.RequestTooLargeException({ Type: "User", message, $metadata: {} });
};

const throttled = (): sdk.TooManyRequestsException =>
  new sdk.TooManyRequestsException({
    Type: "User",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    message: "Rate Exceeded.",
    $metadata: {},
  });

/** What `LogType: Tail` gives: the lines that Lambda writes around an invocation, and what was printed between them. */
const tailOf = (fn: LambdaFunction, { requestId, ms, printed = "" }: Outcome): string => {
  const duration = `Duration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: ${fn.memoryMb} MB`;
  const start = `START RequestId: ${requestId} Version: $LATEST\n`;
  const end = `END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\t${duration}\n`;
  const between = printed === "" || printed.endsWith("\n") ? printed : `${printed}\n`;
  return Buffer.from(start + between + end)
    .subarray(-4_096)
    .toString("base64");
};

/** Lambda refuses a payload that is not JSON before any function sees it. */
const checkJson = (payload: string): void => {
  try {
    JSON.parse(payload);
  } catch (cause) {
    const message = `Could not parse request body into json: ${(cause as Error).message}`;
    throw new sdk.InvalidRequestContentException({ Type: "User", message, $metadata: {} });
  }
};

const bytes = (text: string) => Buffer.from(text) as unknown as sdk.InvokeCommandOutput["Payload"];

const configurationOf = (fn: LambdaFunction, around: Surroundings): sdk.FunctionConfiguration => ({
  FunctionName: fn.name,
  FunctionArn: functionArn(around, fn.name),
  Handler: fn.file.replace(/\.js$/, `.${fn.exportName}`),
  Runtime: "nodejs24.x",
  Timeout: fn.timeoutMs / 1000,
  MemorySize: fn.memoryMb,
  Environment: { Variables: { ...fn.environment } },
  State: "Active",
  Version: "$LATEST",
  PackageType: "Zip",
});

/** What stands behind the API. */
interface Callable {
  readonly functions: readonly LambdaFunction[];
  invoke(name: string, payload: string): Promise<Outcome>;
  readonly queue: Pick<AsyncQueue, "enqueue">;
}

/** Lambda's API: calling a function and asking what there is. */
export const lambdaWire = (
  { region }: Platform,
  host: Callable,
  find: (name: string) => LambdaFunction | undefined,
  around: Surroundings,
): WireService => {
  const existing = (name = ""): LambdaFunction => {
    const fn = find(name);
    if (!fn) throw notFound(name);
    return fn;
  };
  const handlers: Partial<Api<typeof sdk>> = {
    async Invoke({ FunctionName, InvocationType = "RequestResponse", LogType, Payload }) {
      const fn = existing(FunctionName);
      const payload = Buffer.from((Payload ?? "") as Uint8Array).toString("utf8") || "{}";
      const limit = largestPayload[InvocationType];
      if (Buffer.byteLength(payload) > limit) throw tooLarge(limit);
      checkJson(payload);
      if (InvocationType === "DryRun") return { StatusCode: 204 };
      if (InvocationType === "Event") {
        host.queue.enqueue(fn.name, payload);
        return { StatusCode: 202 };
      }
      const reply = await host.invoke(fn.name, payload);
      if ("error" in reply && reply.isThrottled) throw throttled();
      const LogResult = LogType === "Tail" ? tailOf(fn, reply) : undefined;
      const done = { StatusCode: 200, ExecutedVersion: "$LATEST", LogResult };
      if (!("error" in reply)) return { ...done, Payload: bytes(reply.result) };
      return { ...done, FunctionError: "Unhandled", Payload: bytes(JSON.stringify(reply.error)) };
    },
    GetFunction: ({ FunctionName }) => ({ Configuration: configurationOf(existing(FunctionName), around) }),
    GetFunctionConfiguration: ({ FunctionName }) => configurationOf(existing(FunctionName), around),
    GetFunctionConcurrency: ({ FunctionName }) => ({
      ReservedConcurrentExecutions: existing(FunctionName).reservedConcurrency,
    }),
    ListFunctions: () => ({ Functions: host.functions.map((fn) => configurationOf(fn, around)) }),
  };
  return wireService("lambda", sdk, new sdk.LambdaClient({ region }), handlers, { limits });
};
