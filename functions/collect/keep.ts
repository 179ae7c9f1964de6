import { gzipSync } from "node:zlib";
import type { Bucket } from "@millrace/core/aws/s3";
import { quarantineKey, spillKey } from "@millrace/core/domain/lake";
import type { Rejected } from "./batch.ts";
import type { RequestFacts } from "./facts.ts";
import type { PackedRecord } from "./pack.ts";
import type { KeyKind } from "./write-keys.ts";

type Lake = Pick<Bucket, "put">;

export const asGzip = { contentType: "application/x-ndjson", contentEncoding: "gzip" } as const;

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
  const byReason = Map.groupBy(rejected, ({ problem }) => problem.code);
  const outcomes = [...byReason].map(async ([reason, events]) => {
    const lines = gzipSync(events.map((event) => `${JSON.stringify(quarantineLine(event, facts))}\n`).join(""));
    try {
      await lake.put(quarantineKey(reason, facts.receivedAt, facts.requestId), lines, { ...asGzip, withinMs });
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

export const quarantineLine = (
  { problem, index, original }: Omit<Rejected, "event_id">,
  facts: RequestFacts,
): QuarantineLine => ({
  reason: problem.code,
  path: problem.path,
  schema_version: 1,
  received_at: facts.receivedAt,
  request_id: facts.requestId,
  request_index: index,
  request_count: facts.count,
  source: facts.kind,
  sent_at: facts.sentAt,
  bot_reasons: facts.botReasons,
  device: facts.device,
  ip_trunc: facts.ipTrunc,
  original: Buffer.from(original).toString("base64"),
});
