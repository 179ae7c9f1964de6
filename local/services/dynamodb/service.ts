import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import type { Platform, Service } from "../../kernel/platform.ts";
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
    pass(request: IncomingMessage, response: ServerResponse): void {
      const { promise, resolve } = Promise.withResolvers<void>();
      answering.add(promise);
      void promise.then(() => answering.delete(promise));
      // oxlint-disable-next-line typescript/unbound-method -- Reflect.apply gives it its `this` again
      response.end = new Proxy(response.end, {
        apply(end, self, given) {
          resolve();
          return Reflect.apply(end, self, given) as ServerResponse;
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
    async handle(request, response, url) {
      const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      if (own.operations.includes(operation)) await own.handle(request, response, url);
      else tables.pass(request, response);
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
