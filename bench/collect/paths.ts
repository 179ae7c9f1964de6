/**
 * `npm run bench:refusals`: what refusing costs, against accepting a batch of at least as many events and bytes, through the whole
 * handler with a Firehose and an S3 that take everything at once. A/B/A/B, median of ratios. Goal: at most twice, however it is bad.
 */
import type { HttpRequest } from "@millrace/core/runtime/handlers";
import { takeBatch } from "../../functions/collect/take-batch.ts";
import { aBatch, receivedAt } from "./bodies.ts";
import { cpuOf, ratioOf, verdict } from "./medians.ts";
import { refusedBodies, type RefusedBody } from "./refused-bodies.ts";

const serve = takeBatch({
  admission: { writeKeys: new Map([["bench-key-1", "web"]]), origins: new Set() },
  clicks: { put: async (records) => records.map(() => true) },
  lake: { put: async () => {} },
  realTime: { trackingId: async () => undefined, putEvents: async () => {} },
  sleep: async () => {},
  random: Math.random,
  notice: () => {},
});

const request = (body: Buffer, headers: Record<string, string> = {}): HttpRequest => ({
  method: "POST",
  path: "/v1/events",
  headers,
  query: {},
  body,
  sourceIp: "203.0.113.7",
  userAgent: "Mozilla/5.0 (Windows NT 10.0)",
  requestId: "bench-request-1",
  receivedAt,
  remainingMs: () => 15_000,
});

const bytesOfAnEvent = aBatch().length / 50;

/** A batch that is taken whole, with at least as many events and bytes. */
const acceptedLike = ({ body, events }: RefusedBody): Buffer =>
  Buffer.from(aBatch(Math.min(500, Math.max(events, Math.ceil(body.length / bytesOfAnEvent)))));

const asItIs = (error: unknown): void => {
  if (typeof (error as { status?: unknown }).status !== "number") throw error; // a refusal of ours, or a bug
};

console.log("body                                     µs CPU   of accepting as much");
let worst = 0;
for (const [name, refused] of Object.entries(refusedBodies())) {
  const [bad, good] = [request(refused.body, refused.headers), request(acceptedLike(refused))];
  const answer = await serve(good);
  if (!JSON.stringify(answer.body).includes('"rejected":0')) throw new Error("not accepted");
  const refuse = () => serve(bad).catch(asItIs);
  const ratio = await ratioOf(refuse, () => serve(good), { rounds: 15, calls: 30 });
  console.log(
    `${name.padEnd(36)} ${(await cpuOf(refuse, 30)).toFixed(0).padStart(10)} ${ratio.toFixed(2).padStart(22)}`,
  );
  worst = Math.max(worst, ratio);
}
verdict("the dearest refusal, of accepting as much", worst, { most: 2 });
