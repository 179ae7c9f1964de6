import { createGunzip, gunzipSync } from "node:zlib";
import { isUtf8 } from "node:buffer";

/** Firehose refuses records over 1,000 KB, so a longer line was not written by us. */
const longestLine = 1024 * 1024;
/** What one object may unpack to; Firehose buffers at most 128 MB. Beyond it the object is no click data but a bomb. */
const largestObject = 512 * 1024 * 1024;
const newline = 0x0a;

export interface Line {
  bytes: Buffer;
  /** Counted from 1, empty lines included. */
  number: number;
  /** Why it cannot be read: not UTF-8, too long, or cut off by the end of a damaged object. */
  problem?: "not_utf8" | "too_long" | "truncated_object";
}

/**
 * The lines of an object, plain or gzip (told apart by the first bytes, since names and headers lie). Blank lines are left
 * out. A damaged gzip gives what can still be read, then one last line with the problem "truncated_object".
 */
export async function* readLines(object: Buffer): AsyncIterable<Line> {
  yield* linesOf(await unpack(object));
}

/** An object's text as bytes, and as far as it can be read. */
export interface Unpacked {
  bytes: Buffer;
  isWhole: boolean;
  /** All of it is UTF-8. */
  isClean: boolean;
}

export async function unpack(object: Buffer): Promise<Unpacked> {
  const { bytes, isWhole } = isGzip(object) ? await unpacked(object) : { bytes: object, isWhole: true };
  const text = withoutBom(bytes);
  return { bytes: text, isWhole, isClean: isUtf8(text) };
}

/** Takes lines as they lie, so that `linesOf` leaves them out. */
export interface PlainLines {
  /** The end of a line that can be taken; else -1. It is asked about UTF-8 only. */
  endOf(bytes: Buffer, start: number): number;
  take(bytes: Buffer, start: number, end: number): void;
}

export function* linesOf({ bytes, isWhole, isClean }: Unpacked, plain?: PlainLines): Iterable<Line> {
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    number += 1;
    const taken = isClean && plain ? plain.endOf(bytes, start) : -1;
    if (plain && taken !== -1 && taken - start <= longestLine && endsLine(bytes, taken, isWhole)) {
      plain.take(bytes, start, taken);
      start = taken + 1;
      continue;
    }
    const found = bytes.indexOf(newline, start);
    const line = bytes.subarray(start, found === -1 ? bytes.length : found);
    start += line.length + 1;
    if (found === -1 && !isWhole) {
      yield { bytes: line, number, problem: "truncated_object" };
      return;
    }
    if (line.length > longestLine) yield { bytes: line.subarray(0, longestLine), number, problem: "too_long" };
    else if (!isClean && !isUtf8(line)) yield { bytes: line, number, problem: "not_utf8" };
    else if (!isBlank(line)) yield { bytes: line, number };
  }
  if (!isWhole) yield { bytes: Buffer.alloc(0), number: number + 1, problem: "truncated_object" };
}

const endsLine = (bytes: Buffer, at: number, isWhole: boolean) =>
  at < bytes.length ? bytes[at] === newline : at === bytes.length && isWhole;

/** Unpack in one go, which is quickest; what that refuses is unpacked in pieces up to the damage. */
async function unpacked(object: Buffer): Promise<{ bytes: Buffer; isWhole: boolean }> {
  try {
    return { bytes: gunzipSync(object, { maxOutputLength: largestObject, chunkSize: sizeOf(object) }), isWhole: true };
  } catch {
    return { bytes: await readablePart(object), isWhole: false };
  }
}

/** What a gzip says at its end that it unpacks to, within reason: a single chunk of that size need not be joined to others. */
function sizeOf(object: Buffer): number {
  const said = object.length < 18 ? 0 : object.readUInt32LE(object.length - 4);
  return Math.min(Math.max(said, 16 * 1024), 20 * object.length + 1024) + 64;
}

async function readablePart(object: Buffer): Promise<Buffer> {
  const gunzip = createGunzip();
  const pieces: Buffer[] = [];
  let size = 0;
  gunzip.end(object);
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > largestObject) break;
      pieces.push(piece);
    }
  } catch {
    // the damage begins here: what came before it is whole
  }
  return Buffer.concat(pieces);
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const withoutBom = (bytes: Buffer) =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}
