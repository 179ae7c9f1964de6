import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { quarantineKey, spillKey } from "@millrace/core/domain/lake";
import type { StoredEvent } from "@millrace/core/domain/event";
import { asGzip, type QuarantineLine } from "../keep.ts";
import { pack } from "../pack.ts";
import { linesOf, textOf } from "./read-objects.ts";
import { readStored } from "./read-stored.ts";
import type { Replayed, ReplayLake } from "./replay-refused.ts";

/** A row of Firehose's own error objects; it has more members, which say what went wrong there. */
interface Undelivered {
  rawData?: string;
  arrivalTimestamp?: number;
}

/**
 * Read back what Firehose could not deliver: its records are lines of ours, and go to raw, or to quarantine when they no longer
 * are. Then the error object goes. Names are made from its key, so that a killed replay repeats itself.
 */
export async function replayUndelivered(lake: ReplayLake, key: string, { dry }: { dry: boolean }): Promise<Replayed> {
  const body = await lake.getBytes(key);
  if (body === undefined) return { accepted: 0, rejected: 0 };
  const name = `undelivered-${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
  const { accepted, refused } = sorted(rowsOf(body, key), name);
  const counts = { accepted: accepted.length, rejected: refused.length };
  if (dry) return counts;

  const [first] = accepted;
  if (first !== undefined) {
    const raw = Buffer.concat(pack(accepted, (event) => `${JSON.stringify(event)}\n`).map(({ data }) => data));
    await lake.put(spillKey(first.received_at, name), gzipSync(raw), asGzip);
  }
  for (const [reason, lines] of Map.groupBy(refused, (line) => line.reason)) {
    const receivedAt = lines[0]?.received_at ?? 0;
    await lake.put(quarantineKey(reason, receivedAt, name), gzipSync(textOf(lines)), asGzip);
  }
  await lake.remove(key);
  return counts;
}

/** Throws on a row without `rawData`: what it held would be lost with the object. */
function rowsOf(body: Buffer, key: string): { line: string; arrivedAt: number }[] {
  return linesOf(body).flatMap((row, number) => {
    const { rawData, arrivalTimestamp } = JSON.parse(row) as Undelivered;
    if (typeof rawData !== "string") throw new TypeError(`${key}:${number + 1} has no rawData`);
    const arrivedAt = typeof arrivalTimestamp === "number" ? arrivalTimestamp : 0;
    return linesOf(Buffer.from(rawData, "base64")).map((line) => ({ line, arrivedAt }));
  });
}

function sorted(rows: { line: string; arrivedAt: number }[], name: string) {
  const accepted: StoredEvent[] = [];
  const unknown: QuarantineLine[] = [];
  const known: QuarantineLine[] = [];
  for (const { line, arrivedAt } of rows) {
    const read = readStored(line);
    if (read.ok) {
      accepted.push(read.event);
      continue;
    }
    const { request_id, request_index, request_count, received_at } = read.facts;
    const isKnown =
      typeof request_id === "string" && [request_index, request_count, received_at].every(Number.isInteger);
    const kept = {
      reason: read.problem.code,
      path: read.problem.path,
      schema_version: 1,
      original: Buffer.from(line).toString("base64"),
    };
    if (isKnown) known.push({ ...kept, request_id, request_index, request_count, received_at } as QuarantineLine);
    // A line that no longer says whose it was counts as a request of its own, so that it is at least counted.
    else
      unknown.push({
        ...kept,
        request_id: name,
        request_index: unknown.length,
        request_count: 0,
        received_at: arrivedAt,
      });
  }
  for (const line of unknown) line.request_count = unknown.length;
  return { accepted, refused: [...known, ...unknown] };
}
