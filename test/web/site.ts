import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MillraceError } from "@millrace/core/errors";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";

export type Route = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

/** What arrived, in order. */
export interface Arrival {
  method: string;
  path: string;
  query: Record<string, string>;
  body: string;
}

const readRequest = async (incoming: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://site");
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
  return {
    method: incoming.method ?? "GET",
    path: pathname,
    headers,
    query: Object.fromEntries(searchParams),
    body: Buffer.concat(chunks),
    sourceIp: "203.0.113.7",
    userAgent: headers["user-agent"] ?? "",
    requestId: crypto.randomUUID(),
    receivedAt: Date.now(),
    remainingMs: () => 29_000,
  };
};

const send = (response: ServerResponse, { status, headers = {}, body }: HttpAnswer): void => {
  const isText = typeof body === "string" || body === undefined;
  response.writeHead(status, { ...(isText ? {} : { "content-type": "application/json" }), ...headers });
  response.end(isText ? body : JSON.stringify(body));
};

const refusal = (error: unknown): HttpAnswer =>
  error instanceof MillraceError
    ? { status: error.status, body: { error: { code: error.code, message: error.message, path: error.path } } }
    : { status: 500, body: { error: { code: "internal", message: String(error) } } };

/** A site of the given routes ("GET /v1/recommendations") on a free port. `arrivals` tells what it was asked. */
export const openSite = async (routes: Record<string, Route>) => {
  const arrivals: Arrival[] = [];
  const server = createServer((incoming, response) => {
    void (async () => {
      const request = await readRequest(incoming);
      const { method, path, query, body } = request;
      arrivals.push({ method, path, query: { ...query }, body: body.toString("utf8") });
      const route = routes[`${method} ${path}`];
      try {
        send(response, route ? await route(request) : { status: 404, body: "" });
      } catch (error) {
        send(response, refusal(error));
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    arrivals,
    to: (path: string) => arrivals.filter((arrival) => arrival.path === path),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const files = (entries: [string, { type: string; body: string }][]): Record<string, Route> =>
  Object.fromEntries(
    entries.map(([path, { type, body }]) => [
      `GET ${path}`,
      () => ({ status: 200, headers: { "content-type": type }, body }),
    ]),
  );
