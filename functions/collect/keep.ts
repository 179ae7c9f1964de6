import { gzipSync } from "node:zlib";
import type { Bucket } from "@millrace/core/aws/s3";
import { quarantineKey, spillKey } from "@millrace/core/domain/lake";
import type { Rejected } from "./batch.ts";
import type { PackedRecord } from "./pack.ts";

export interface RequestFacts {
  requestId: string;
  receivedAt: number;
  /** Events in the request. */
  count: number;
}

type Lake = Pick<Bucket, "put">;

const asGzip = { contentType: "application/x-ndjson", contentEncoding: "gzip" } as const;

/** Write what Firehose would not take where the same job reads it: one object, the same lines. */
export async function spill(
  lake: Lake,
  records: readonly PackedRecord[],
  { requestId, receivedAt }: RequestFacts,
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

const quarantineLine = ({ problem, index, original }: Rejected, { requestId, receivedAt, count }: RequestFacts) => ({
  reason: problem.code,
  path: problem.path,
  schema_version: 1,
  received_at: receivedAt,
  request_id: requestId,
  request_index: index,
  request_count: count,
  original: Buffer.from(original).toString("base64"),
});
