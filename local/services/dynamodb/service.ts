import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import * as sdk from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import type { Platform, Service } from "../../kernel/platform.ts";
import { credentialOf, readBody } from "../../kernel/wire/call.ts";
import { send } from "../../kernel/wire/errors.ts";
import { openGate, type Admission, type Gate } from "../../kernel/wire/gate.ts";
import { wireService, type WireService } from "../../kernel/wire/service.ts";
import { createExpiry } from "./expiry.ts";
import { openTimeToLive, timeToLiveOperations } from "./time-to-live.ts";

/** What dynalite answers. It lacks transactions, streams, backups and PartiQL, and refuses them by name. */
const dynaliteOperations = [
  "CreateTable",
  "DeleteTable",
  "DescribeTable",
  "ListTables",
  "UpdateTable",
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "BatchGetItem",
  "BatchWriteItem",
  "TagResource",
  "UntagResource",
  "ListTagsOfResource",
];

/** dynalite takes the region and account of its ARNs from the environment, once, as it starts. */
const startDynalite = ({ account, region, directory }: Platform): Server => {
  const wanted: Record<string, string> = { AWS_ACCOUNT_ID: account, AWS_REGION: region };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, wanted);
  try {
    const path = join(directory, "dynamodb");
    return dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
};

/** dynalite's own listener, without the ways in which it would end our process. */
const hostDynalite = (server: Server) => {
  const answering = new Set<Promise<void>>();
  return {
    /** Hands a request over. dynalite throws when a client hangs up in the middle of its body; here that ends the answer. */
    pass(request: IncomingMessage, response: ServerResponse, after?: Admission["after"]): void {
      const { promise, resolve } = Promise.withResolvers<void>();
      answering.add(promise);
      void promise.then(() => answering.delete(promise));
      // oxlint-disable-next-line typescript/unbound-method -- Reflect.apply gives it its `this` again
      response.end = new Proxy(response.end, {
        apply(end, self, given) {
          void Promise.resolve(after?.(response)).then(() => {
            resolve();
            if (!response.destroyed) Reflect.apply(end, self, given);
          });
          return response;
        },
      });
      server.emit("request", request, response);
      request.removeAllListeners("error");
      request.on("error", () => {
        resolve();
        response.destroy();
      });
    },
    /** Waits for what is being answered, since dynalite throws when its database closes under it. */
    async close(): Promise<void> {
      await Promise.all(answering);
      await new Promise<void>((resolve, reject) => {
        // It closes its database only when its server was listening, which ours never is.
        server.listen(0, "127.0.0.1", () => server.close((error) => (error ? reject(error) : resolve())));
      });
    },
  };
};

const bodyLimit = 16 * 1024 * 1024; // dynalite's

/** The parsed body of a call; nothing where it is no JSON, which dynalite then refuses in its own words. */
const inputOf = (body: Buffer): Record<string, unknown> => {
  try {
    return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Asks the gate about a call for dynalite; undefined when the gate has answered it. */
const enter = async (
  gate: Gate,
  operation: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<(Admission & { request: IncomingMessage }) | undefined> => {
  const requestId = randomUUID();
  try {
    const body = await readBody(request, bodyLimit);
    const { accessKeyId } = credentialOf(request, url) ?? {};
    const call = { service: "dynamodb", operation, request, url, requestId, accessKeyId, body };
    const admission = await gate.admit(call, inputOf(body));
    const { method, headers, url: path } = request;
    const again = Object.assign(Readable.from(body.length === 0 ? [] : [body]), { method, headers, url: path });
    return { ...admission, request: again as unknown as IncomingMessage };
  } catch (error) {
    const { name, message, status = 500 } = error as Error & { status?: number };
    const refusal = JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message });
    send(response, status, { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": requestId }, refusal);
    return undefined;
  }
};

/** DynamoDB: dynalite, in this process, with the time to live that it lacks. */
export const createDynamoDb = (platform: Platform): Service => {
  const tables = hostDynalite(startDynalite(platform));
  const settings = openTimeToLive(platform);
  const expiry = createExpiry(platform, settings);
  const client = new sdk.DynamoDBClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  const own = wireService("dynamodb", sdk, client, timeToLiveOperations(platform, settings));
  const handles: WireService = {
    ...own,
    operations: [...dynaliteOperations, ...own.operations],
    async handle(request, response, url, gate = openGate) {
      const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      if (own.operations.includes(operation)) return own.handle(request, response, url, gate);
      const entered = await enter(gate, operation, request, response, url);
      if (entered) tables.pass(entered.request, response, entered.after);
    },
  };
  return {
    name: "dynamodb",
    handles,
    resume: () => expiry.resume(),
    async close() {
      expiry.close();
      await tables.close();
    },
  };
};
