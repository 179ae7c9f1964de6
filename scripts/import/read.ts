import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import type { WireEvent } from "@millrace/core/domain/event";
import { BadRow, eventOf, type Columns } from "./rows.ts";

/** Thrown when a file cannot be read as events at all: nothing of it was sent, or no more of it will be. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

export interface Source {
  readonly path: string;
  /** Column names for a file without a header; else undefined. */
  readonly header: readonly string[] | undefined;
  readonly columns: Columns;
  readonly names: Readonly<Record<string, string>>;
  readonly delimiter: string;
}

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
};

const wanted = (columns: Columns): string[] => Object.values(columns).filter((name) => name !== undefined);

const checkHeader = (header: readonly string[], columns: Columns): void => {
  const missing = wanted(columns).filter((name) => !header.includes(name));
  if (missing.length === 0) return;
  throw new UnreadableFile(
    `no column ${missing.map((name) => `"${name}"`).join(", ")}: the file has ${header.map((name) => `"${name}"`).join(", ")}. Say which is which with --map user=…,item=…,type=…,time=…`,
  );
};

/**
 * The events of a CSV file, plain or gzip, in its order. `onBadRow` is told of rows that are none; `onBytes` of the
 * bytes read from disk so far. Throws UnreadableFile.
 */
export async function* readEvents(
  { path, header, columns, names, delimiter }: Source,
  { onBadRow, onBytes }: { onBadRow: (row: BadRow) => void; onBytes?: (bytes: number) => void },
): AsyncGenerator<WireEvent> {
  const compressed = await isGzip(path).catch((cause: unknown) => {
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const file = createReadStream(path);
  let bytes = 0;
  file.on("data", (chunk) => onBytes?.((bytes += chunk.length)));
  if (header) checkHeader(header, columns);
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: 64 * 1024,
    columns: header
      ? [...header]
      : (found: string[]) => {
          checkHeader(found, columns);
          return found;
        },
  });
  const ended = (): void => undefined; // errors arrive through the parser
  if (compressed) pipeline(file, createGunzip(), parser, ended);
  else pipeline(file, parser, ended);
  let line = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      line = info.lines;
      try {
        yield eventOf(record, line, columns, names);
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
        onBadRow(error);
      }
    }
  } catch (error) {
    if (error instanceof UnreadableFile || (error as Error).name === "SendRefused") throw error;
    const where = line === 0 ? path : `${path} after line ${line}`;
    throw new UnreadableFile(`cannot read ${where}: ${(error as Error).message}`, { cause: error });
  }
}
