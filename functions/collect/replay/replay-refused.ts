import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Bucket } from "@millrace/core/aws/s3";
import { spillKey } from "@millrace/core/domain/lake";
import { asGzip, type QuarantineLine } from "../keep.ts";
import { lineWriter } from "../line.ts";
import { pack } from "../pack.ts";
import { judgeAgain } from "./judge-again.ts";
import { linesOf, textOf } from "./read-objects.ts";

export type ReplayLake = Pick<Bucket, "getBytes" | "put" | "remove">;

export interface Replayed {
  accepted: number;
  rejected: number;
}

/**
 * Judge one quarantine object again. What is an event now goes to raw and then leaves quarantine, so that it is never in
 * neither; killed in between it is in both, and the next replay writes the same object again and finishes.
 */
export async function replayRefused(lake: ReplayLake, key: string, { dry }: { dry: boolean }): Promise<Replayed> {
  const body = await lake.getBytes(key);
  if (body === undefined) return { accepted: 0, rejected: 0 }; // another replay was here
  const lines = linesOf(body).map((line) => JSON.parse(line) as QuarantineLine);
  const { accepted, rejected } = judgeAgain(lines);
  const counts = { accepted: accepted.length, rejected: rejected.length };
  const [first] = accepted;
  if (dry || first === undefined) return counts;

  const name = nameOf(
    first.request.request_id,
    accepted.map(({ index }) => index),
  );
  const raw = Buffer.concat(pack(accepted, lineWriter()).map(({ data }) => data));
  await lake.put(spillKey(first.request.received_at, name), gzipSync(raw), asGzip);
  if (rejected.length === 0) await lake.remove(key);
  else await lake.put(key, gzipSync(textOf(rejected)), asGzip);
  return counts;
}

/** The same events of a request always have the same name, and other events of it another. */
function nameOf(requestId: string, positions: readonly number[]): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([requestId, positions]))
    .digest("hex");
  return `replay-${hash.slice(0, 32)}`;
}
