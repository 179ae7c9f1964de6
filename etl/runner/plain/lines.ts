import type { Table } from "../table.ts";
import { scanStruct, type StructScan } from "./containers.ts";

/** Looks at lines where they lie, without making objects of them. */
export interface LineScanner {
  /**
   * The end of the row at a place, when DuckDB reads it exactly as `rowReader` would have it: declared members only, each once and
   * of its type, all that are required, no space between. Else -1. Bytes must be UTF-8.
   */
  endOf(bytes: Uint8Array, at: number): number;
  /** The same for a row that `rowReader` wrote. */
  endOfOurs(bytes: Uint8Array, at: number): number;
  /** Where the columns of the row looked at last lie. */
  last(): StructScan;
  /** The JSON of a required column in that row, a character for each byte. */
  tokenOf(column: string): (bytes: Buffer) => string;
}

export function lineScanner({ columns, required, patterns }: Table): LineScanner {
  const theirs = scanStruct(columns, false);
  const ours = scanStruct(columns, true);
  let last = theirs;
  const placeOf = (column: string) => columns.findIndex(([name]) => name === column);
  const musts = [...required].map((name) => ({ place: placeOf(name), fits: tokenTest(patterns.get(name)) }));
  return {
    endOf: (bytes, at) => {
      last = theirs;
      const end = theirs.scan(bytes, at);
      if (end === -1) return -1;
      for (const { place, fits } of musts) {
        const start = theirs.starts[place] ?? -1;
        if (start === -1 || bytes[start] === 0x6e) return -1; // absent or null
        if (fits && !fits(bytes, start, theirs.ends[place] ?? start)) return -1;
      }
      return end;
    },
    endOfOurs: (bytes, at) => {
      last = ours;
      return ours.scan(bytes, at);
    },
    last: () => last,
    tokenOf: (column) => {
      const place = placeOf(column);
      return (bytes) => bytes.toString("latin1", last.starts[place], last.ends[place]);
    },
  };
}

type TokenTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** Whether a string's bytes match; text with escapes or beyond ASCII is not plain. Mostly it is the same as the one before. */
function tokenTest(pattern: RegExp | undefined): TokenTest | undefined {
  if (!pattern) return undefined;
  let known = "";
  return (bytes, start, end) => {
    if (isSame(known, bytes, start + 1, end - 1)) return true;
    const token = Buffer.from(bytes.buffer, bytes.byteOffset + start + 1, end - start - 2).toString("latin1");
    if (!/^[ -[\]-~]*$/.test(token) || !pattern.test(token)) return false;
    known = token;
    return true;
  };
}

function isSame(known: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start || known === "") return false;
  for (let i = 0; i < known.length; i += 1) if (known.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
