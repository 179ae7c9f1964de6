/**
 * `node bench/collect/paths.ts`: what refusing a body costs, against accepting one of the same size, through the whole handler with
 * Firehose and S3 that take everything at once. Goal: at most twice, however it is bad.
 */
import { gzipSync } from "node:zlib";
import type { HttpRequest } from "@millrace/core/runtime/handlers";
import { takeBatch } from "../../functions/collect/take-batch.ts";
import { aBatch, receivedAt } from "./bodies.ts";

const serve = takeBatch({
  admission: { writeKeys: new Map([["bench-key-1", "web"]]), origins: new Set() },
  clicks: { put: async (records) => records.map(() => true) },
  lake: { put: async () => {} },
  realTime: { trackingId: async () => undefined, putEvents: async () => {} },
  sleep: async () => {},
  random: Math.random,
  notice: () => {},
});

const request = (body: Buffer | string, headers: Record<string, string> = {}): HttpRequest => ({
  method: "POST",
  path: "/v1/events",
  headers,
  query: {},
  body: Buffer.from(body),
  sourceIp: "203.0.113.7",
  userAgent: "Mozilla/5.0 (Windows NT 10.0)",
  requestId: "bench-request-1",
  receivedAt,
  remainingMs: () => 15_000,
});

const good = aBatch();
const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
const wide = `{${Array.from({ length: 1_500 }, (_, index) => `"k${index}":${index}`).join(",")}}`;
const cases: Record<string, HttpRequest> = {
  accepted: request(good),
  "every event bad in three fields": request(aBatch(50, { event_id: "x", event_ts: "y", session_id: 1 })),
  "every event bad in its last field": request(aBatch(50, { props: { Bad: 1 } })),
  "one event bad": request(good.replace('"event_ts":', '"event_t":')),
  "20,000 levels deep": request(good.replace('"session_seq":0', `"session_seq":0,"x":${deep}`)),
  "1,500 keys": request(good.replace('"session_seq":0', `"session_seq":0,"x":${wide}`)),
  "cut in the middle": request(good.slice(0, good.length / 2)),
  "no envelope": request(`[${good}]`),
  "unknown key": request(good.replace("bench-key-1", "bench-key-2")),
  "gzip bomb of 16 MB": request(gzipSync(Buffer.alloc(16 * 1024 * 1024, 0x20)), {
    "content-encoding": "gzip",
    "x-write-key": "bench-key-1",
  }),
};

const cpuOf = async (of: HttpRequest, calls: number): Promise<number> => {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) await serve(of).catch(() => undefined);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
};

const rounds = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
for (let round = -1; round < 9; round += 1)
  for (const [name, of] of Object.entries(cases)) {
    const time = await cpuOf(of, 60);
    if (round >= 0) rounds.get(name)?.push(time);
  }
const median = (name: string): number => rounds.get(name)?.toSorted((a, b) => a - b)[4] ?? Number.NaN;

const accepted = median("accepted");
console.log("body                                   µs CPU   of an accepted one of its size");
for (const name of rounds.keys()) {
  const size = Math.max(1, (cases[name]?.body.length ?? 0) / good.length); // a larger body may cost more
  const ratio = median(name) / (accepted * size);
  console.log(
    `${name.padEnd(36)} ${median(name).toFixed(0).padStart(8)} ${ratio.toFixed(2).padStart(32)}${ratio > 2 ? "  MISSED: 2" : ""}`,
  );
  if (ratio > 2) process.exitCode = 1;
}
