import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freePort } from "../../local/free-port.ts";

let server: Server;
let busy: number;

beforeEach(async () => {
  server = createServer();
  busy = await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
});
afterEach(() => void server.close());

describe("freePort", () => {
  it("passes over a port that is busy, and one that is spoken for", async () => {
    const next = await freePort(busy);
    expect(next).toBeGreaterThan(busy);
    expect(await freePort(busy, [next])).toBeGreaterThan(next);
  });

  it("takes any port for 0", async () => {
    expect(await freePort(0)).toBeGreaterThan(0);
  });
});
