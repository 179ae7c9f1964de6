import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpApi } from "./api.ts";
import { pages } from "./pages.ts";

const largestHead = 10_240; // request line and headers of an HTTP API; Node answers 431 beyond it

const patienceMs = 3_000; // for requests under way when we stop

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });

/**
 * The address people open: the API's routes, and pages beside them from the first of the folders that has the file. On
 * the loopback interface alone.
 */
export const startSite = (
  api: HttpApi,
  folders: readonly [own: string, built: string],
  port: number,
): Promise<{ port: number; close(): Promise<void> }> => {
  const page = pages(...folders);
  const server = createServer({ maxHeaderSize: largestHead, keepAliveTimeout: 60_000 }, (request, response) => {
    const url = URL.parse(request.url?.replace(/^\/+/, "/") ?? "/", "http://127.0.0.1"); // `//x` would be a host
    if (url !== null && (api.takes(url) || url.pathname.startsWith("/v1/"))) void api.handle(request, response, url);
    else {
      request.resume();
      if (url === null) response.writeHead(400).end();
      else page(request.method ?? "GET", url, response);
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => stop(server) }),
    );
  });
};
