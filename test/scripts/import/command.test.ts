import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseEvent, type Envelope } from "@millrace/core/domain/event";
import { fileAt } from "./reading.ts";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "millrace-import-"));
let server: Server;
let site: string;
const seen: string[] = [];
const names: string[] = [];

/** Judges as the collector does. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { events } = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as Envelope;
      seen.push(...events.map(({ event_id }) => event_id));
      names.push(...events.map(({ event_name }) => event_name));
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

const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

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

  it("withdraws nothing of a GA4 day whose file breaks off, and says what to do", async () => {
    const [first] = readFileSync(fileAt("ga4.jsonl"), "utf8").split("\n", 1);
    const rows = Array.from({ length: 820 }, (_, n) =>
      first?.replace("1763456400123456", String(1_763_456_400_123_456 + n)),
    ).join("\n");
    const to = ["--format", "ga4", "--url", site, "--key", "server-key-1", "--dir", join(folder, "breaks-off")];
    const day = written("day.jsonl", rows);
    expect((await run(...to, day)).out).toContain("20261118-987: 820 new, 0 known\n");
    names.length = 0;

    const cut = await run(...to, written("cut.jsonl", rows.slice(0, (rows.length / 820) * 700.5)));

    expect(cut.out).toContain(
      "20261118-987: 0 new, 700 known, 120 not in this file, and left as they are, for it is damaged: " +
        "mend the file (or fetch it again) and import it again, or say --overwrite to withdraw them all the same\n",
    );
    expect(cut.err).toContain("line 701: is no JSON");
    expect({ code: cut.code, withdrawn: names.includes("withdrawn") }).toEqual({ code: 1, withdrawn: false });
    expect((await run(...to, day)).out).toContain("20261118-987: 0 new, 820 known\n");
  });

  it("sends what stands before the damage of a file, and the other files, and counts both", async () => {
    const csv = ["--format", "csv", "--map", "user=u,item=i,type=t,time=at"];
    const row = (n: number): string => `u${n},p${n},pv,${1_795_000_000 + n}`;
    const good = Array.from({ length: 600 }, (_, n) => row(n));
    const damaged = written("quote.csv", ["u,i,t,at", ...good, '"u1,p1,pv,1795000000', row(601), row(602)].join("\n"));
    const other = written("other.csv", ["u,i,t,at", row(700), row(701)].join("\n"));
    const hits = Array.from(
      { length: 9000 },
      (_, n) =>
        `10.0.${n >> 8}.${n & 255} - - [21/Nov/2026:18:00:00 +0900] "GET /p/${n} HTTP/1.1" 200 1 "-" "a browser"`,
    );
    const zipped = gzipSync(hits.join("\n"));
    const cut = written("log.gz", zipped.subarray(0, zipped.length >> 1));
    const to = ["--url", site, "--key", "server-key-1", "--dir", folder];

    const table = await run(...csv, ...to, damaged, other);
    expect(table.out).toBe("sent 602  accepted 602  rejected 0  bad rows 0\n");
    expect(table.err).toContain(
      `import: cannot read ${damaged} from line 602 on: a quote opens there that is never closed\n` +
        "import: what came before the damage is sent; mend the file (or fetch it again) and import it whole: what is known already changes nothing\n",
    );
    expect(table.code).toBe(2);

    const log = await run("--format", "nginx", "--rule", "view_item=/p/:item", ...to, cut);
    const sent = Number(/^sent (\d+) {2}accepted \1 /.exec(log.out)?.[1]);
    expect(sent).toBeGreaterThan(3000);
    expect(log.out).toContain(`lines: ${sent} new, 0 known\n`);
    expect(log.err).toContain(`cannot read ${cut} after line ${sent}: unexpected end of file`);
    expect(log.code).toBe(2);
  });

  it("sends the other files when one has other columns, and counts nothing of that one", async () => {
    const csv = ["--format", "csv", "--map", "user=u,item=i,type=t,time=at", "--url", site, "--key", "server-key-1"];
    const strange = written("strange.csv", "a,b\n1,2");

    const alone = await run(...csv, "--dir", folder, strange);
    expect(alone).toMatchObject({ code: 2, out: "sent 0  accepted 0  rejected 0  bad rows 0\n" });
    expect(alone.err).toContain('import: no column "u", "i", "t", "at": the file has "a", "b". Say which is which');
    expect(alone.err).not.toContain("mend the file");
    const both = await run(...csv, "--dir", folder, strange, written("fine.csv", "u,i,t,at\nu1,p1,pv,1795000000"));
    expect(both).toMatchObject({ code: 2, out: expect.stringContaining("sent 1  accepted 1") });
  });

  it("knows a file that comes again in the same manner, unless it did not come to its end", async () => {
    const rows = ["u1,p1,pv,1795000000", "u2,p2,see,1795000001"].join("\n");
    const [path, copy] = [written("again.csv", `u,i,t,at\n${rows}`), written("copy.csv", `u,i,t,at\n${rows}`)];
    const cut = written("cut-again.csv", `u,i,t,at\n${rows}\n"u`);
    const to = ["--url", site, "--key", "server-key-1", "--dir", join(folder, "files")];
    const csv = ["--format", "csv", "--map", "user=u,item=i,type=t,time=at", ...to];
    const unknown = /^sent \d .*\n$/;
    const known = /^sent 1 .*\n\S+ was imported before, on \d{4}-\d\d-\d\d \d\d:\d\d UTC: nothing of it is new\n$/;

    expect((await run(...csv, path)).out).toMatch(unknown);
    expect((await run(...csv, path)).out).toMatch(known);
    expect((await run(...csv, copy)).out).toMatch(known);
    expect((await run(...csv, "--types", "see=view_item", path)).out).toMatch(unknown);
    expect((await run(...csv, cut)).out).toMatch(unknown);
    expect((await run(...csv, cut)).out).toMatch(unknown);
  });

  it("tells what a log's lines were the last time, and takes back what they mean no more", async () => {
    const to = ["--format", "nginx", "--url", site, "--key", "server-key-1", "--dir", join(folder, "logs")];
    const rules = ["--rule", "view_item=/product/:item"];
    const more = [...rules, "--rule", "search=/search?q=:term"];
    names.length = 0;

    expect((await run(...to, ...rules, fileAt("nginx.txt"))).out).toContain("\nlines: 5 new, 0 known\n");
    expect(names).not.toContain("withdrawn");
    expect((await run(...to, ...more, fileAt("nginx.txt"))).out).toContain(
      "\nlines: 0 new, 4 known, 1 changed by these rules (sent with them: 1 withdrawals of what they meant before)\n",
    );
    expect(names.filter((name) => name === "withdrawn")).toHaveLength(1);
    expect((await run(...to, ...more, fileAt("nginx.txt"))).out).toContain("\nlines: 0 new, 5 known\n");
    expect(names.filter((name) => name === "withdrawn")).toHaveLength(1);
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
