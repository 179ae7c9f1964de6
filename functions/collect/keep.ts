import { gzipSync } from "node:zlib";
import type { Bucket } from "@millrace/core/aws/s3";
import { quarantineKey, spillKey } from "@millrace/core/domain/lake";
import type { Rejected } from "./batch.ts";
import type { RequestFacts } from "./facts.ts";
import type { PackedRecord } from "./pack.ts";
import type { KeyKind } from "./write-keys.ts";

type Lake = Pick<Bucket, "put">;

export const asGzip = { contentType: "application/x-ndjson", contentEncoding: "gzip" } as const;

/**
 * What is refused must not cost much more than what is taken. Good events that lack something shrink to a tenth at the lowest level;
 * lines above this size are nobody's events, and are stored as they are.
 */
const large = 4096;
/** Of compressed bytes at a time: in one go, storing is twice as fast as in four. */
const chunkSize = 64 * 1024;

/** Write what Firehose would not take where the same job reads it: one object, the same lines. */
export async function spill(
  lake: Lake,
  records: readonly PackedRecord[],
  { requestId, receivedAt }: Pick<RequestFacts, "requestId" | "receivedAt">,
  withinMs: number,
): Promise<void> {
  const lines = gzipSync(Buffer.concat(records.map(({ data }) => data)));
  await lake.put(spillKey(receivedAt, requestId), lines, { ...asGzip, withinMs });
}

/** Keep refused events as they were sent, an object per reason. Returns those that could not be kept. */
export async function quarantine(
  lake: Lake,
  rejected: readonly Rejected[],
  facts: RequestFacts,
  withinMs: number,
  notice: (error: unknown) => void,
): Promise<Rejected[]> {
  if (rejected.length === 0) return [];
  const line = quarantineWriter(facts);
  const byReason = Map.groupBy(rejected, ({ problem }) => problem.code);
  const outcomes = [...byReason].map(async ([reason, events]) => {
    const lines = events.map(line).join("");
    const level = lines.length > events.length * large ? 0 : 1;
    try {
      await lake.put(quarantineKey(reason, facts.receivedAt, facts.requestId), gzipSync(lines, { level, chunkSize }), {
        ...asGzip,
        withinMs,
      });
      return [];
    } catch (error) {
      notice(error);
      return events;
    }
  });
  return (await Promise.all(outcomes)).flat();
}

/** A line of quarantine: what was sent, why it was refused, and all a replay needs to judge it as if it came again. */
export interface QuarantineLine {
  reason: string;
  path: string;
  schema_version: number;
  received_at: number;
  request_id: string;
  request_index: number;
  request_count: number;
  source?: KeyKind;
  sent_at?: number;
  bot_reasons?: string[];
  device?: string;
  ip_trunc?: string;
  /** base64 of the JSON text; empty when the person it spoke of was erased. */
  original: string;
}

/** Writes refused events as lines, each a `QuarantineLine`; what those of a request have in common is written once. */
export function quarantineWriter(facts: RequestFacts): (rejected: Omit<Rejected, "event_id">) => string {
  const shared = JSON.stringify({
    schema_version: 1,
    received_at: facts.receivedAt,
    request_id: facts.requestId,
    request_count: facts.count,
    source: facts.kind,
    sent_at: facts.sentAt,
    bot_reasons: facts.botReasons,
    device: facts.device,
    ip_trunc: facts.ipTrunc,
  }).slice(1, -1);
  return ({ problem: { code, path }, index, original }) =>
    `{"reason":"${code}","path":${JSON.stringify(path)},"request_index":${index},${shared},` +
    `"original":"${original.toString("base64")}"}\n`;
}
