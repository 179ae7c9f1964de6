import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { MillraceError } from "../errors.ts";
import { log } from "./log.ts";

/** An HTTP request as our functions see it. Header names are lower-case; `body` is the bytes the client sent. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestId: string;
  /** ms since the epoch, by our clock. */
  readonly receivedAt: number;
  remainingMs(): number;
}

/** A string or bytes body is sent as it is, anything else as JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What an event handler may know of its invocation. `now` is ms since the epoch. */
export interface Call {
  readonly now: number;
  readonly requestId: string;
  remainingMs(): number;
}

const requestOf = (event: APIGatewayProxyEventV2, context: Context): HttpRequest => ({
  method: event.requestContext.http.method,
  path: event.rawPath,
  headers: Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value ?? ""])),
  query: Object.fromEntries(new URLSearchParams(event.rawQueryString)),
  body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
  sourceIp: event.requestContext.http.sourceIp,
  userAgent: event.requestContext.http.userAgent ?? "",
  requestId: context.awsRequestId,
  receivedAt: Date.now(),
  remainingMs: () => context.getRemainingTimeInMillis(),
});

const resultOf = ({ status, headers = {}, body }: HttpAnswer): APIGatewayProxyStructuredResultV2 => {
  const shared = { "x-content-type-options": "nosniff", ...headers };
  if (Buffer.isBuffer(body))
    return { statusCode: status, headers: shared, body: body.toString("base64"), isBase64Encoded: true };
  const plain = typeof body === "string" || body === undefined;
  const type: Record<string, string> = plain ? {} : { "content-type": "application/json; charset=utf-8" };
  return {
    statusCode: status,
    headers: { ...type, ...shared },
    body: plain ? (body ?? "") : JSON.stringify(body),
  };
};

const failureOf = (error: unknown): HttpAnswer => {
  if (!(error instanceof MillraceError)) {
    log.error("unexpected", error as Error);
    return { status: 500, body: { error: { code: "internal", message: "Something failed on our side." } } };
  }
  const { status, code, message, path, retryAfterSeconds } = error;
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return { status, headers: { "cache-control": "no-store", ...retry }, body: { error: { code, message, path } } };
};

/** A Lambda behind API Gateway (payload 2.0). A MillraceError becomes its status; anything else a 500 that tells nothing. */
export const httpHandler = (serve: (request: HttpRequest) => Promise<HttpAnswer>) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .before(({ context }) => log.addContext(context))
    .handler(async (event: APIGatewayProxyEventV2, context: Context) => {
      try {
        return resultOf(await serve(requestOf(event, context)));
      } catch (error) {
        return resultOf(failureOf(error));
      }
    });

/** A Lambda woken by an event, a schedule or by hand. Errors go up: Lambda's retries and dead letters are their handling. */
export const eventHandler = <Event, Result = unknown>(handle: (event: Event, call: Call) => Promise<Result>) =>
  middy<Event, Result>()
    .before(({ context }) => log.addContext(context))
    .handler((event: Event, context: Context) =>
      handle(event, {
        now: Date.now(),
        requestId: context.awsRequestId,
        remainingMs: () => context.getRemainingTimeInMillis(),
      }),
    );
