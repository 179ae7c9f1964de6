import type { ColumnType } from "../column-types.ts";
import {
  isAt,
  marks,
  orNull,
  scanBoolean,
  scanDouble,
  scanKnownDouble,
  scanKnownInteger,
  scanSafeInteger,
  scanString,
  type Scan,
} from "./values.ts";

const { quote, comma, openList, closeList, openObject, closeObject, colon, zero, nine } = marks;

/** More names than this in a map are compared by `JSON.parse`. */
const mostNames = 8;

/**
 * The scanner of a type. `isOurs`: the line was written by `rowReader`, so that names of maps are known to differ and
 * numbers to be safe.
 */
export function scanOf(type: ColumnType, isOurs: boolean): Scan {
  if (type.kind === "array") return scanList(orNull(scanOf(type.of, isOurs)));
  if (type.kind === "map") return scanMap(isOurs);
  if (type.kind === "struct") return scanStruct(type.fields, isOurs).scan;
  if (type.kind === "bigint") return isOurs ? scanKnownInteger : scanSafeInteger;
  if (type.kind === "double") return isOurs ? scanKnownDouble : scanDouble;
  return { string: scanString, timestamp: scanString, boolean: scanBoolean }[type.kind];
}

const scanList =
  (scan: Scan): Scan =>
  (bytes, at) => {
    if (bytes[at] !== openList) return -1;
    if (bytes[at + 1] === closeList) return at + 2;
    for (let i = at + 1; ; i += 1) {
      i = scan(bytes, i);
      if (i === -1) return -1;
      if (bytes[i] === closeList) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  };

/** Text, integers and booleans under names that differ. A name that begins with a digit would change its place in JavaScript. */
function scanMap(isOurs: boolean): Scan {
  const from = new Int32Array(mostNames);
  const to = new Int32Array(mostNames);
  return (bytes, at) => {
    if (bytes[at] !== openObject) return -1;
    if (bytes[at + 1] === closeObject) return at + 2;
    let count = 0;
    for (let i = at + 1; ; i += 1) {
      const name = i;
      i = scanString(bytes, i);
      if (i === -1 || bytes[i] !== colon) return -1;
      if (!isOurs) {
        if (count === mostNames || !isPlainName(bytes, name, i) || isAmong(bytes, name, i, from, to, count)) return -1;
        from[count] = name;
        to[count] = i;
        count += 1;
      }
      i = scanFlat(bytes, i + 1);
      if (i === -1) return -1;
      if (bytes[i] === closeObject) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  };
}

const scanFlat: Scan = (bytes, at) => {
  const first = bytes[at];
  if (first === quote) return scanString(bytes, at);
  return first === 0x74 || first === 0x66 ? scanBoolean(bytes, at) : scanSafeInteger(bytes, at);
};

function isPlainName(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start + 1] ?? 0;
  if (first >= zero && first <= nine) return false;
  for (let i = start + 1; i < end - 1; i += 1) if (bytes[i] === 0x5c) return false;
  return true;
}

function isAmong(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: Int32Array,
  to: Int32Array,
  count: number,
): boolean {
  for (let n = 0; n < count; n += 1) {
    const other = from[n] ?? 0;
    if ((to[n] ?? 0) - other === end - start && isAt(bytes.subarray(start, end), bytes, other)) return true;
  }
  return false;
}

export interface StructScan {
  scan: Scan;
  /** Where the value of each field begins and ends, in the struct that was scanned last; -1 when it has none. */
  starts: Int32Array;
  ends: Int32Array;
  /** The same of fields that are structs themselves. */
  nested: (StructScan | undefined)[];
}

/** Declared names only, each once, in any order: the order of the struct before is tried first. */
export function scanStruct(fields: readonly [string, ColumnType][], isOurs: boolean): StructScan {
  const names = fields.map(([name]) => Buffer.from(`${JSON.stringify(name)}:`));
  const nested = fields.map(([, type]) => (type.kind === "struct" ? scanStruct(type.fields, isOurs) : undefined));
  const scans = fields.map(([, type], place) => orNull(nested[place]?.scan ?? scanOf(type, isOurs)));
  const places = new Map(names.map((name, place) => [name.toString("latin1"), place]));
  /** After each field, and first of all, which one came last time. */
  const next = new Int32Array(fields.length + 1);
  const starts = new Int32Array(fields.length);
  const ends = new Int32Array(fields.length);

  const find = (bytes: Uint8Array, at: number): number => {
    const end = scanString(bytes, at);
    if (end === -1 || bytes[end] !== colon) return -1;
    return places.get(Buffer.from(bytes.buffer, bytes.byteOffset + at, end + 1 - at).toString("latin1")) ?? -1;
  };
  const scan: Scan = (bytes, at) => {
    if (bytes[at] !== openObject) return -1;
    starts.fill(-1);
    if (bytes[at + 1] === closeObject) return at + 2;
    let before = fields.length;
    for (let i = at + 1; ; i += 1) {
      let field = next[before] ?? 0;
      let name = names[field];
      if (name === undefined || !isAt(name, bytes, i)) {
        field = find(bytes, i);
        name = names[field];
        if (name === undefined) return -1;
        next[before] = field;
      }
      if (starts[field] !== -1) return -1; // told twice
      before = field;
      i += name.length;
      starts[field] = i;
      const value = scans[field];
      i = value === undefined ? -1 : value(bytes, i);
      if (i === -1) return -1;
      ends[field] = i;
      if (bytes[i] === closeObject) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  };
  return { scan, starts, ends, nested };
}
