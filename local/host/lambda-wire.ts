import * as sdk from "@aws-sdk/client-lambda";
import type { Platform } from "../kernel/platform.ts";
import { wireService, type Api, type WireService } from "../kernel/wire/service.ts";
import { functionArn, type Surroundings } from "./environment.ts";
import type { LambdaFunction } from "./functions.ts";
import type { LambdaHost } from "./lambda.ts";

const largestPayload = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 };

export const notFound = (name: string): sdk.ResourceNotFoundException => {
  const message = `Function not found: ${name}`;
  return new sdk.ResourceNotFoundException({ Type: "User", Message: message, message, $metadata: {} });
};

const tooLarge = (size: number, limit: number): sdk.RequestTooLargeException => {
  const message = `${size} byte payload is too large for the Invoke operation (limit ${limit} bytes)`;
  return new sdk.RequestTooLargeException({ Type: "User", message, $metadata: {} });
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

/** Lambda's API: calling a function and asking what there is. */
export const lambdaWire = (
  { region }: Platform,
  host: Pick<LambdaHost, "functions" | "invoke" | "queue">,
  find: (name: string) => LambdaFunction | undefined,
  around: Surroundings,
): WireService => {
  const existing = (name = ""): LambdaFunction => {
    const fn = find(name);
    if (!fn) throw notFound(name);
    return fn;
  };
  const handlers: Partial<Api<typeof sdk>> = {
    async Invoke({ FunctionName, InvocationType = "RequestResponse", Payload }) {
      const fn = existing(FunctionName);
      const payload = Buffer.from((Payload ?? "") as Uint8Array).toString("utf8") || "{}";
      const limit = largestPayload[InvocationType];
      if (Buffer.byteLength(payload) > limit) throw tooLarge(Buffer.byteLength(payload), limit);
      checkJson(payload);
      if (InvocationType === "DryRun") return { StatusCode: 204 };
      if (InvocationType === "Event") {
        host.queue.enqueue(fn.name, payload);
        return { StatusCode: 202 };
      }
      const reply = await host.invoke(fn.name, payload);
      const done = { StatusCode: 200, ExecutedVersion: "$LATEST" };
      if (!("error" in reply)) return { ...done, Payload: bytes(reply.result) };
      return { ...done, FunctionError: "Unhandled", Payload: bytes(JSON.stringify(reply.error)) };
    },
    GetFunction: ({ FunctionName }) => ({ Configuration: configurationOf(existing(FunctionName), around) }),
    GetFunctionConfiguration: ({ FunctionName }) => configurationOf(existing(FunctionName), around),
    ListFunctions: () => ({ Functions: host.functions.map((fn) => configurationOf(fn, around)) }),
  };
  return wireService("lambda", sdk, new sdk.LambdaClient({ region }), handlers);
};
