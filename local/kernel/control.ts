import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "./wire/call.ts";
import { send } from "./wire/errors.ts";

/** A path of this machine's own. What it returns is the JSON answer; what it throws is told with status 400. */
export type Control = (request: { method: string; query: URLSearchParams; body: string }) => unknown;

const bodyLimit = 1024 * 1024;
const own = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Not a page in somebody's browser, nor a name that was made to lead here. */
const isOurs = ({ headers, socket }: IncomingMessage): boolean =>
  headers.origin === undefined &&
  own.test(headers.host ?? "") &&
  ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(socket.remoteAddress ?? "");

/** Serves a control path to programs of this machine alone. */
export const control = async (serve: Control, request: IncomingMessage, response: ServerResponse, url: URL) => {
  const answer = (status: number, value: unknown): void =>
    send(response, status, { "content-type": "application/json" }, `${JSON.stringify(value, undefined, 2)}\n`);
  if (!isOurs(request)) return answer(403, { message: "only programs of this machine may ask for this" });
  try {
    const body = (await readBody(request, bodyLimit)).toString("utf8");
    answer(200, await serve({ method: request.method ?? "GET", query: url.searchParams, body }));
  } catch (error) {
    answer(400, { message: (error as Error).message });
  }
};
