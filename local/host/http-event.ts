import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Match } from "./routes.ts";

const apiId = "local00000";

/** API Gateway's id of a request, as it looks: 16 characters of base64 with `=` at the end. */
const newRequestId = (): string => `${randomBytes(11).toString("base64url").slice(0, 15)}=`;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2026:19:03:58 +0000`. */
const logTime = (time: Date): string => {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${two(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${date}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
};

/** Bytes of a text type travel as text; everything else, and whatever is compressed, as base64. */
const isText = (type = "", encoding = ""): boolean =>
  (encoding === "" || encoding === "identity") &&
  /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(json|xml))\b)|^$/i.test(type);

/** Every value of a header or a query parameter, joined with commas, as payload 2.0 has them. */
const joined = (entries: Iterable<[string, string]>): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const [name, value] of entries) found[name] = name in found ? `${found[name]},${value}` : value;
  return found;
};

const headersOf = (request: IncomingMessage): Record<string, string> => {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const [name = "", value = ""] = request.rawHeaders.slice(at, at + 2);
    if (name.toLowerCase() !== "cookie") pairs.push([name.toLowerCase(), value]);
  }
  return joined(pairs);
};

/** The event of an HTTP API with payload format 2.0. `now` is ms since the epoch. */
export const httpEvent = (
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  match: Match,
  now: number,
  account: string,
): APIGatewayProxyEventV2 => {
  const headers = headersOf(request);
  const text = isText(headers["content-type"], headers["content-encoding"]);
  const cookies = request.headers.cookie?.split(/;\s*/);
  const query = joined(url.searchParams);
  const domainName = headers["host"] ?? "127.0.0.1";
  return {
    version: "2.0",
    routeKey: match.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies ? { cookies } : {}),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(Object.keys(match.parameters).length > 0 ? { pathParameters: { ...match.parameters } } : {}),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: domainName.split(".")[0] ?? "",
      http: {
        method: request.method ?? "GET",
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: newRequestId(),
      routeKey: match.key,
      stage: "$default",
      time: logTime(new Date(now)),
      timeEpoch: now,
    },
    ...(body.length > 0 ? { body: body.toString(text ? "utf8" : "base64") } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
};
