import { batchLimits } from "@millrace/core/aws/firehose";
import type { StoredEvent } from "@millrace/core/domain/event";

/** Firehose bills each record up to the next 5 KB, so events travel together; a refused record is small enough to resend. */
const recordBytes = 256 * 1024;

/** Some whole lines of NDJSON: what Firehose takes or refuses as one. */
export interface PackedRecord {
  data: Buffer;
  events: StoredEvent[];
}

/** One line per event, packed into as few records as fit. Firehose puts no newline between records, so each ends with one. */
export function pack(events: readonly StoredEvent[], mostBytes = recordBytes): PackedRecord[] {
  const records: PackedRecord[] = [];
  let lines: Buffer[] = [];
  let inside: StoredEvent[] = [];
  let bytes = 0;
  const close = () => {
    if (inside.length > 0) records.push({ data: Buffer.concat(lines, bytes), events: inside });
    lines = [];
    inside = [];
    bytes = 0;
  };
  for (const event of events) {
    const line = Buffer.from(`${JSON.stringify(event)}\n`);
    if (bytes + line.length > mostBytes) close();
    lines.push(line);
    inside.push(event);
    bytes += line.length;
  }
  close();
  return records;
}

/** Cut a list of records, in order, into calls within Firehose's limits. */
export function chunk<T extends { data: Buffer }>(
  records: readonly T[],
  most: { records: number; bytes: number } = batchLimits,
): T[][] {
  const chunks: T[][] = [];
  let bytes = 0;
  for (const record of records) {
    const last = chunks.at(-1);
    if (last && last.length < most.records && bytes + record.data.length <= most.bytes) {
      last.push(record);
      bytes += record.data.length;
    } else {
      chunks.push([record]);
      bytes = record.data.length;
    }
  }
  return chunks;
}
