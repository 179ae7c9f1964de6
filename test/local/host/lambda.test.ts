import { mkdtempSync, existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  type InvokeCommandInput,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { deadLetterControl } from "../../../local/host/dead-letters.ts";
import { callFor } from "../../../local/host/for-firehose.ts";
import { lambdaHost, type LambdaHost } from "../../../local/host/lambda.ts";
import { testCloud, type TestCloud } from "../cloud.ts";
import { aFunction } from "./a-function.ts";

const functions = [
  aFunction("echo", { environment: { TABLE: "toys" } }),
  aFunction("moody", { timeoutMs: 700 }),
  aFunction("broken"),
  aFunction("chatty", { reservedConcurrency: 1 }),
];

let cloud: TestCloud;
let host: LambdaHost;
let file: string;

beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), "toy-")), "attempts");
  cloud = await testCloud((platform) => {
    host = lambdaHost(platform, { functions, root: join(import.meta.dirname, "toy") });
    return { services: [host] };
  });
});
afterEach(() => cloud.close());

const client = () => new LambdaClient(cloud.config());

const invoke = async (
  name: string,
  event: unknown,
  InvocationType: "Event" | "RequestResponse" = "RequestResponse",
) => {
  const command = new InvokeCommand({
    FunctionName: name,
    InvocationType,
    Payload: Buffer.from(JSON.stringify(event)),
  });
  const { StatusCode, FunctionError, Payload } = await client().send(command);
  const text = Payload?.transformToString() ?? "";
  return { StatusCode, FunctionError, answer: text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>) };
};

const attempts = (): number => (existsSync(file) ? readFileSync(file, "utf8").length : 0);

/** Waits for work in threads, which the test's clock does not move. */
const until = async (isTrue: () => boolean): Promise<void> => {
  for (let tries = 0; !isTrue(); tries++) {
    if (tries > 400) throw new Error("it did not come true");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe("invoking", () => {
  it("runs the handler in its own environment and answers with its value", async () => {
    const { StatusCode, answer } = await invoke("toy-dev-echo", { n: 1 });
    expect([StatusCode, answer]).toEqual([
      200,
      {
        event: { n: 1 },
        table: "toys",
        endpoint: cloud.platform().endpoint(),
        name: "toy-dev-echo",
        arn: "arn:aws:lambda:ap-northeast-2:000000000000:function:toy-dev-echo",
        hasTime: true,
        requestId: expect.any(String),
      },
    ]);
  });

  it("tells what the handler threw", async () => {
    const { FunctionError, answer } = await invoke("moody", { file, failures: 9 });
    expect([FunctionError, answer]).toEqual([
      "Unhandled",
      expect.objectContaining({ errorType: "RangeError", errorMessage: "not in the mood" }),
    ]);
  });

  it("ends a handler at its timeout, and serves the next event with a new environment", async () => {
    const { answer } = await invoke("moody", { file, failures: 1, how: "hang" });
    expect(answer).toMatchObject({ errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 0.70 seconds" });
    expect((await invoke("moody", { file, failures: 1 })).answer).toBe("done");
  });

  it("survives a handler that ends its process", async () => {
    const { answer } = await invoke("moody", { file, failures: 1, how: "exit" });
    expect(answer).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: "Runtime exited with error: exit status 3",
    });
    expect((await invoke("moody", { file, failures: 1 })).answer).toBe("done");
  });

  it("says why a module cannot be loaded, each time", async () => {
    for (let time = 0; time < 2; time++)
      expect((await invoke("broken", {})).answer).toMatchObject({ errorMessage: "TABLE is not set" });
  });

  it("refuses a function that is not there, and a payload that is no JSON", async () => {
    await expect(invoke("nobody", {})).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const bad = new InvokeCommand({ FunctionName: "echo", Payload: Buffer.from("{") });
    await expect(client().send(bad)).rejects.toMatchObject({ name: "InvalidRequestContentException" });
  });

  it("lists and describes its functions", async () => {
    const { Functions = [] } = await client().send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual([
      "toy-dev-echo",
      "toy-dev-moody",
      "toy-dev-broken",
      "toy-dev-chatty",
    ]);
    const { Configuration } = await client().send(new GetFunctionCommand({ FunctionName: "toy-dev-echo" }));
    expect(Configuration).toMatchObject({
      Handler: "echo.handler",
      Timeout: 5,
      Environment: { Variables: { TABLE: "toys" } },
    });
  });
});

describe("Lambda's API", () => {
  const call = (event: object, more: Partial<InvokeCommandInput> = {}, FunctionName = "chatty") =>
    client().send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)), ...more }));

  it("gives the last lines of the log to who asks for them", async () => {
    const { LogResult = "" } = await call({ say: "hello" }, { LogType: "Tail" });
    expect(Buffer.from(LogResult, "base64").toString()).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\nhello\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\n$/,
    );
    const long = await call({ say: "x".repeat(10_000) }, { LogType: "Tail" });
    expect(Buffer.from(long.LogResult ?? "", "base64")).toHaveLength(4_096);
    expect((await call({ say: "hello" })).LogResult).toBeUndefined();
  });

  it("only checks with DryRun", async () => {
    expect(await call({ file, failures: 9 }, { InvocationType: "DryRun" }, "moody")).toMatchObject({ StatusCode: 204 });
    expect(attempts()).toBe(0);
    await expect(call({}, { InvocationType: "DryRun" }, "nobody")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("tells Firehose in its words why a function did not answer", async () => {
    const callFrom = (name: string, payload: object) =>
      callFor(host, `arn:aws:lambda:ap-northeast-2:000000000000:function:${name}`, JSON.stringify(payload));
    expect(await callFrom("toy-dev-chatty", { say: "hello" })).toMatchObject({ result: '"said"' });
    expect(await callFrom("toy-dev-moody", { file, failures: 9 })).toMatchObject({ code: "Lambda.FunctionError" });
    expect(await callFrom("toy-dev-nobody", {})).toMatchObject({ code: "Lambda.ResourceNotFound" });
  });

  it("refuses payloads that are too large", async () => {
    const large = { say: "x".repeat(1024 * 1024) };
    await expect(call(large, { InvocationType: "Event" })).rejects.toMatchObject({
      name: "RequestTooLargeException",
      message: "Request must be smaller than 1048576 bytes for the InvokeFunction operation",
      $metadata: { httpStatusCode: 413 },
    });
    await expect(call({ say: "x".repeat(6 * 1024 * 1024) })).rejects.toMatchObject({
      name: "RequestTooLargeException",
    });
  });

  it("throttles calls beyond the reserved concurrency, and runs events all the same, later", async () => {
    const first = call({ say: "one", waitMs: 400 });
    await until(() => existsSync(join(cloud.directory, "logs/lambda/toy-dev-chatty.log")));
    await expect(call({ say: "two" })).rejects.toMatchObject({
      name: "TooManyRequestsException",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      $metadata: { httpStatusCode: 429 },
    });
    await call({ say: "three" }, { InvocationType: "Event" });
    await cloud.clock.advance(0);
    expect([host.queue.size(), host.queue.waiting()]).toEqual([1, 1]);
    await first;
    await cloud.clock.advance(1_000);
    await until(() => host.queue.size() === 0);
    expect(host.queue.deadLetters()).toEqual([]);
  });
});

describe("invoking later", () => {
  it("tries again after one minute and after two more, and forgets the event when it went well", async () => {
    expect((await invoke("moody", { file, failures: 2 }, "Event")).StatusCode).toBe(202);
    await cloud.clock.advance(0);
    await until(() => attempts() === 1 && host.queue.waiting() === 1);
    await cloud.clock.advance(59_000);
    expect(attempts()).toBe(1);
    await cloud.clock.advance(1_000);
    await until(() => attempts() === 2 && host.queue.waiting() === 1);
    await cloud.clock.advance(120_000);
    await until(() => host.queue.size() === 0);
    expect([attempts(), host.queue.deadLetters()]).toEqual([3, []]);
  });

  it("keeps a dead letter when the third attempt failed too", async () => {
    await invoke("moody", { file, failures: 9 }, "Event");
    for (const wait of [0, 60_000, 120_000]) {
      await cloud.clock.advance(wait);
      const before = attempts();
      await until(() => attempts() > before || host.queue.size() === 0 || host.queue.waiting() === 1);
      await until(() => host.queue.waiting() === host.queue.size());
    }
    await until(() => host.queue.size() === 0);
    expect(host.queue.deadLetters()).toEqual([
      expect.objectContaining({
        functionName: "toy-dev-moody",
        payload: JSON.stringify({ file, failures: 9 }),
        attempts: 3,
        reason: "RetriesExhausted",
        error: expect.objectContaining({ errorType: "RangeError" }),
      }),
    ]);
  });

  it("shows dead letters, sends them again when told to, and forgets them", async () => {
    const serve = deadLetterControl(host.queue);
    const ask = (method: string, id?: string) =>
      serve({ method, query: new URLSearchParams(id === undefined ? {} : { id }), body: "" });
    const nobody = () => host.enqueue("toy-dev-nobody", { hello: 1 });
    nobody();
    await cloud.clock.advance(0);
    await until(() => host.queue.deadLetters().length === 1);
    const [letter] = host.queue.deadLetters();
    expect(ask("GET")).toEqual({
      deadLetters: [expect.objectContaining({ functionName: "toy-dev-nobody", reason: "FunctionNotFound" })],
    });
    expect(ask("POST", "another")).toEqual({ sentAgain: 0 });
    expect(ask("POST", letter?.requestId)).toEqual({ sentAgain: 1 });
    await cloud.clock.advance(0);
    await until(() => host.queue.deadLetters().length === 1);
    expect(host.queue.deadLetters()[0]?.requestId).not.toBe(letter?.requestId);
    expect([ask("DELETE"), host.queue.deadLetters()]).toEqual([{ forgotten: 1 }, []]);
  });

  it("goes on after a restart with what had not ended", async () => {
    await invoke("moody", { file, failures: 1 }, "Event");
    await cloud.clock.advance(0);
    await until(() => host.queue.waiting() === 1);
    await cloud.restart();
    await cloud.clock.advance(60_000);
    await until(() => host.queue.size() === 0);
    expect(attempts()).toBe(2);
  });

  it("takes no second tick while one waits", async () => {
    for (let tick = 0; tick < 3; tick++) host.enqueue("moody", { file, failures: 0 }, "every minute");
    expect(host.queue.size()).toBe(1);
    await cloud.clock.advance(0);
    await until(() => host.queue.size() === 0);
    expect(attempts()).toBe(1);
  });
});
