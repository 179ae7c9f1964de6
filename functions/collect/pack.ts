import { batchLimits } from "@millrace/core/aws/firehose";

/** Firehose bills each record up to the next 5 KB, so events travel together; a refused record is small enough to resend. */
const recordBytes = 256 * 1024;

/** Some whole lines of NDJSON, and what they were made of: what Firehose takes or refuses as one. */
export interface PackedRecord<T = unknown> {
  data: Buffer;
  of: T[];
}

/** Lines packed into as few records as fit, in order. Firehose puts no newline between records, so each line ends with one. */
export function pack<T>(
  members: readonly T[],
  line: (member: T) => string,
  mostBytes = recordBytes,
): PackedRecord<T>[] {
  const records: PackedRecord<T>[] = [];
  let lines = "";
  let of: T[] = [];
  /** What `lines` may have at most; measured only when that comes near the limit, which for most requests it never does. */
  let bytes = 0;
  let isMeasured = false;
  const close = () => {
    if (of.length > 0) records.push({ data: Buffer.from(lines), of });
    [lines, of, bytes, isMeasured] = ["", [], 0, false];
  };
  for (const member of members) {
    const text = line(member);
    if (!isMeasured && bytes + text.length * widest > mostBytes) {
      bytes = Buffer.byteLength(lines);
      isMeasured = true;
    }
    const more = isMeasured ? Buffer.byteLength(text) : text.length * widest;
    if (isMeasured && bytes + more > mostBytes) close();
    lines += text;
    of.push(member);
    bytes += more;
  }
  close();
  return records;
}

/** Most bytes of one of JavaScript's characters in UTF-8. */
const widest = 3;

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
