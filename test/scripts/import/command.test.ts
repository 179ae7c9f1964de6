import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseEvent, type Envelope } from "@millrace/core/domain/event";
import { fileAt } from "./reading.ts";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "millrace-import-"));
let server: Server;
let site: string;
const seen: string[] = [];

/** Judges as the collector does. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { events } = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as Envelope;
      seen.push(...events.map(({ event_id }) => event_id));
      const results = events.map((event, index) => {
        const read = parseEvent(event);
        return read.ok ? { index, status: "accepted" } : { index, status: "rejected", ...read.problem };
      });
      const rejected = results.filter(({ status }) => status === "rejected").length;
      response.end(JSON.stringify({ accepted: events.length - rejected, rejected, duplicates: 0, results }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const command = ["--disable-warning=ExperimentalWarning", "scripts/import.ts", ...args];
    execFile(process.execPath, command, { cwd: root }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

describe("npm run import", () => {
  it("sends several files, counts what became of every line, and names the bad ones", async () => {
    const to = ["--url", site, "--key", "server-key-1", "--dir", folder];
    const { code, out, err } = await run("--format", "ga4", ...to, fileAt("ga4.jsonl"), fileAt("ga4.jsonl"));

    expect(out).toBe(
      "sent 8  accepted 8  rejected 0  bad rows 4  skipped 2 (2 no consent)\n20261118-987: 4 new, 0 known\n",
    );
    expect(err).toContain(`${fileAt("ga4.jsonl")} line 6: view_item names no item\n`);
    expect(code).toBe(1);
    expect(new Set(seen).size).toBe(4);

    const again = await run("--format", "ga4", ...to, fileAt("ga4.jsonl"));
    expect(again.out).toContain("20261118-987: 0 new, 4 known\n");
    expect(new Set(seen).size).toBe(4);
  });

  it("says by its line what the collector refuses", async () => {
    const rule = "search=/product/:term"; // nothing is wrong with it; the visitor's id is
    const format =
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
    const people = ["--user", "http_referer", "--visitor", "body_bytes_sent"];
    const to = ["--url", site, "--key", "server-key-1", "--dir", folder];
    const options = ["--format", "nginx", "--log-format", format, "--rule", rule, ...people, ...to];
    const { code, err } = await run(...options, fileAt("refused.txt"));

    expect(err).toContain("line 2: bad_characters at user_id\n");
    expect(code).toBe(1);
  });

  it.each([
    [["--format", "nginx", "f"], /say what addresses mean/],
    [["--format", "ga4", "no-such-file"], /cannot read no-such-file/],
    [["--format", "ga4", "scripts"], /scripts is no file/],
  ])("refuses %j before anything is sent", async (args, message) => {
    const { code, err } = await run(...args, "--url", site, "--key", "server-key-1");

    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it("explains itself", async () => {
    const { code, out } = await run("--help");

    expect(code).toBe(0);
    for (const format of ["taobao", "csv", "retailrocket", "nginx", "cloudfront", "alb", "ga4", "segment", "snowplow"])
      expect(out).toContain(`--format ${format}`);
  });
});
