/**
 * `node bench/collect/core.ts`: what taking events costs beyond `JSON.parse` of the same batch, as ratios in one run. The answers
 * are checked before anything is timed. Goals: parse and validate ≥ 75 % of JSON.parse, with lines written ≥ 40 %.
 */
import { cpus } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { parseEvent } from "@millrace/core/domain/event";
import { clickEvent } from "@millrace/core/domain/event-schema";
import { isCleanJson } from "@millrace/core/domain/event-text";
import { judge } from "../../functions/collect/batch.ts";
import { readEnvelope, type Admission } from "../../functions/collect/envelope.ts";
import { factsOf } from "../../functions/collect/facts.ts";
import { lineWriter } from "../../functions/collect/line.ts";
import { pack } from "../../functions/collect/pack.ts";
import { aBatch, receivedAt } from "./bodies.ts";
import { medians, ratioOf, verdict } from "./medians.ts";

const json = aBatch();
const body = Buffer.from(json);
const admission: Admission = { writeKeys: new Map([["bench-key-1", "web"]]), origins: new Set() };
const caller = {
  requestId: "bench-request-1",
  receivedAt,
  sourceIp: "203.0.113.7",
  userAgent: "Mozilla/5.0 (Windows)",
};

interface Sent {
  events: unknown[];
}
const parsed = (): unknown[] => (JSON.parse(json) as Sent).events;
const validated = () => {
  const isClean = isCleanJson(body, json);
  return parsed().map((event) => parseEvent(event, isClean));
};
const rewritten = () => {
  let lines = "";
  for (const result of validated()) if (result.ok) lines += `${JSON.stringify(result.event)}\n`;
  return Buffer.from(lines);
};
const byZod = () => parsed().map((event) => clickEvent.safeParse(event));
const taken = () => {
  const batch = readEnvelope({ headers: {}, query: {}, body }, admission);
  return { batch, ...judge(batch, factsOf(batch, caller)) };
};
const written = () => {
  const { accepted } = taken();
  return pack(accepted, lineWriter());
};

const check = (isRight: boolean, what: string): void => {
  if (!isRight) throw new Error(`${what} is wrong: nothing was timed`);
};
check(
  validated().every(({ ok }) => ok),
  "validation",
);
const zod = byZod().map(({ data }) => data);
check(
  validated().every((result, at) => result.ok && isDeepStrictEqual(result.event, zod[at])),
  "the rebuilt event",
);
const lines = Buffer.concat(written().map(({ data }) => data))
  .toString()
  .trimEnd()
  .split("\n");
const whole = taken().accepted.map(({ event, times, index, streamed, request }) => ({
  ...event,
  ...times,
  request_index: index,
  streamed,
  ...request,
}));
check(
  isDeepStrictEqual(
    lines.map((line) => JSON.parse(line)),
    whole.map((line) => JSON.parse(JSON.stringify(line))),
  ),
  "a line",
);

const times = await medians(
  {
    "JSON.parse": parsed,
    "and validate": validated,
    "and validate, and write events": rewritten,
    "bytes to stamped events": taken,
    "bytes to records for Firehose": written,
  },
  { rounds: 21, calls: 400 },
);

const bare = times["JSON.parse"];
console.log(`${parsed().length} events, ${body.length} bytes; Node ${process.version}, ${cpus()[0]?.model ?? "?"}\n`);
console.log("case                                µs CPU   k events/s   of JSON.parse");
for (const [name, time] of Object.entries(times))
  console.log(
    `${name.padEnd(34)} ${time.toFixed(1).padStart(7)} ${((parsed().length / time) * 1000).toFixed(0).padStart(12)} ${(bare / time).toFixed(2).padStart(15)}`,
  );

console.log("\nA/B/A/B, medians of the ratios of neighbours:");
const often = { rounds: 31, calls: 300 };
verdict("JSON.parse, of parsing and validating", await ratioOf(parsed, validated, often), { least: 0.75 });
verdict("JSON.parse, of that and writing lines", await ratioOf(parsed, rewritten, often), { least: 0.4 });
