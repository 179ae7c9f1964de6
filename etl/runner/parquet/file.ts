import { appendFileSync, closeSync, openSync, writeFileSync, writevSync } from "node:fs";
import type { ColumnType } from "../column-types.ts";
import type { Leaf } from "./leaf.ts";
import { physical, schemaOf } from "./schema.ts";
import { integer, list, long, struct, text, type Part } from "./thrift.ts";

const magic = "PAR1";
const [plain, runs] = [0, 3]; // encodings
const uncompressed = 0;

/** A Parquet file that grows by row groups, uncompressed: it is read once, soon, on the same machine. */
export interface ParquetFile {
  /** What the leaves hold becomes a row group; they have done what they are for. */
  add(leaves: readonly Leaf[], rows: number): void;
  /** Without its footer it is no Parquet. */
  close(): void;
}

export function parquetFile(path: string, columns: readonly [string, ColumnType][]): ParquetFile {
  writeFileSync(path, magic);
  let size = magic.length;
  let total = 0;
  const groups: Part[] = [];
  return {
    add: (leaves, rows) => {
      const pieces: Buffer[] = [];
      const begin = size;
      const chunks = leaves.map((leaf) => {
        const { places, page } = leaf.close();
        const pageSize = page.reduce((sum, { length }) => sum + length, 0);
        const head = pageHead(places, pageSize);
        const chunk = chunkOf(leaf, places, size, head.length + pageSize);
        pieces.push(head, ...page);
        size += head.length + pageSize;
        return chunk;
      });
      append(path, pieces);
      groups.push(struct({ 1: list(chunks), 2: long(size - begin), 3: long(rows) }));
      total += rows;
    },
    close: () => {
      const footer = struct({ 1: integer(1), 2: list(schemaOf(columns)), 3: long(total), 4: list(groups) }).bytes;
      const length = Buffer.alloc(4);
      length.writeUInt32LE(footer.length);
      appendFileSync(path, Buffer.concat([footer, length, Buffer.from(magic)]));
    },
  };
}

/** Without copying them together first. */
function append(path: string, pieces: readonly Buffer[]): void {
  const file = openSync(path, "a");
  try {
    for (let left = [...pieces]; left.length > 0;) left = rest(left, writevSync(file, left));
  } finally {
    closeSync(file);
  }
}

/** What is left of pieces after so many bytes of them. */
function rest(pieces: readonly Buffer[], written: number): Buffer[] {
  let left = written;
  return pieces.flatMap((piece) => {
    const taken = Math.min(left, piece.length);
    left -= taken;
    return taken < piece.length ? [piece.subarray(taken)] : [];
  });
}

function pageHead(places: number, size: number): Buffer {
  const data = struct({ 1: integer(places), 2: integer(plain), 3: integer(runs), 4: integer(runs) });
  return struct({ 1: integer(0), 2: integer(size), 3: integer(size), 5: data }).bytes;
}

function chunkOf({ kind, path }: Leaf, places: number, at: number, size: number): Part {
  const meta = struct({
    1: integer(physical[kind]),
    2: list([integer(plain), integer(runs)]),
    3: list(path.map(text)),
    4: integer(uncompressed),
    5: long(places),
    6: long(size),
    7: long(size),
    9: long(at),
  });
  return struct({ 2: long(at), 3: meta });
}
