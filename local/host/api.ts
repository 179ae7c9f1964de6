import type { IncomingMessage, ServerResponse } from "node:http";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Cors } from "./cors.ts";
import { httpEvent } from "./http-event.ts";
import type { LambdaHost } from "./lambda.ts";
import type { Match, Routes } from "./routes.ts";

const largestBody = 10 * 1024 * 1024; // of an HTTP API
const patienceMs = 30_000; // then an HTTP API answers 503 itself

/** API Gateway's HTTP API in front of the functions. */
export interface HttpApi {
  /** False, and nothing is touched, when no route has this path. */
  takes(url: URL): boolean;
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

type Result = APIGatewayProxyStructuredResultV2;

/** The gateway's own answer in place of a function's, and why, unless that is in the function's log already. */
interface Refusal {
  readonly refusal: 500 | 503;
  readonly reason?: string;
}

const ownAnswer = (statusCode: number, message: string): Result => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message }),
});

/** The whole body; undefined when it is larger than API Gateway takes. Read to its end, so that the answer arrives. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks);
};

/** Payload 2.0: an object with a `statusCode` is the answer; any other value is a JSON body with 200. */
const resultOf = (payload: string): Result => {
  const value = JSON.parse(payload) as Result | string | null;
  if (typeof value === "object" && value !== null && "statusCode" in value) return value;
  const body = typeof value === "string" ? value : payload;
  return { statusCode: 200, headers: { "content-type": "application/json" }, body };
};

const within = <T>(work: Promise<T>, ms: number, late: T): Promise<T> => {
  const { promise, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(late), ms);
  timer.unref();
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};

const send = (
  response: ServerResponse,
  { statusCode = 200, headers = {}, cookies = [], body = "", isBase64Encoded }: Result,
  more: object,
): void => {
  const bytes = Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8");
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const all: Record<string, string> = { ...Object.fromEntries(own), ...more };
  if (bytes.length > 0) all["content-type"] ??= "text/plain;charset=utf-8";
  response.writeHead(statusCode, {
    ...all,
    ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
    ...(statusCode === 204 || statusCode === 304 ? {} : { "content-length": bytes.length }),
  });
  response.end(bytes);
};

export const httpApi = (
  host: LambdaHost,
  routes: Routes,
  cors: Cors,
  where: { account: string; now: () => number },
): HttpApi => {
  const answer = async (request: IncomingMessage, url: URL, match: Match): Promise<Result | Refusal> => {
    const body = await readBody(request);
    if (body === undefined) return ownAnswer(413, "Request Entity Too Large");
    const event = httpEvent(request, url, body, match, where.now(), where.account);
    const work = host.invoke(match.fn.name, JSON.stringify(event)).then((reply): Result | Refusal => {
      if ("result" in reply) return resultOf(reply.result);
      return reply.isThrottled ? { refusal: 503, reason: "the function was throttled" } : { refusal: 500 }; // the host has logged why
    });
    const late = { refusal: 503, reason: `the gateway gave up after ${patienceMs / 1000} seconds` } as const;
    return within<Result | Refusal>(work, patienceMs, late);
  };
  /** The client learns nothing of a function's trouble; whoever reads its log does. */
  const refused = ({ fn, key }: Match, { refusal, reason }: Refusal): Result => {
    if (reason !== undefined) host.logError(fn.name, "request failed", { route: key, status: refusal, reason });
    return ownAnswer(refusal, refusal === 503 ? "Service Unavailable" : "Internal Server Error");
  };
  return {
    takes: ({ pathname }) => routes.knows(pathname),
    async handle(request, response, url) {
      const { origin } = request.headers;
      const isPreflight =
        request.method === "OPTIONS" && cors.isOn && request.headers["access-control-request-method"] !== undefined;
      if (isPreflight) {
        request.resume();
        return send(response, { statusCode: 204 }, cors.preflight(origin));
      }
      const match = routes.match(request.method ?? "GET", url.pathname);
      if (!match) request.resume();
      const headers = cors.headers(origin);
      if (!match) return send(response, ownAnswer(404, "Not Found"), headers);
      try {
        const result = await answer(request, url, match);
        if (!response.destroyed) send(response, "refusal" in result ? refused(match, result) : result, headers);
      } catch (error) {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const result = refused(match, { refusal: 500, reason });
        if (!response.destroyed && !response.headersSent) send(response, result, headers);
      }
    },
  };
};
