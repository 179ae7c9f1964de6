import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { isBroken, openFile, wholeLines } from "./bytes.ts";
import { BadRow, DamagedFile, UnreadableFile } from "./problems.ts";
import { eventOf, type Columns } from "./rows.ts";
import type { Found, Listener } from "./format.ts";

const longest = 64 * 1024;

export interface Table {
  /** The columns of a file that may come without a header; undefined when there must be one. */
  readonly header: readonly string[] | undefined;
  readonly columns: Columns;
  readonly names: Readonly<Record<string, string>>;
  readonly delimiter: string;
}

const wanted = (columns: Columns): string[] =>
  Object.entries(columns).flatMap(([is, name]) => (is === "transaction" || name === undefined ? [] : name));

const checkHeader = (header: readonly string[], columns: Columns): void => {
  const missing = wanted(columns).filter((name) => !header.includes(name));
  if (missing.length === 0) return;
  throw new UnreadableFile(
    `no column ${missing.map((name) => `"${name}"`).join(", ")}: the file has ${header.map((name) => `"${name}"`).join(", ")}. Say which is which with --map user=…,item=…,type=…,time=…`,
  );
};

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

interface Damage {
  /** No row after it can be believed. */
  inTable?: Error;
  /** The rows before it are good. */
  inFile?: Error;
}

const parserOf = ({ header, columns, delimiter }: Table, damage: Damage) =>
  parse({
    delimiter,
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longest,
    skip_records_with_error: true, // so that the rows before it come out
    on_skip: (error) => {
      damage.inTable ??= error ?? new Error("a row cannot be read");
      return undefined;
    },
    on_record: (row: string[]) => (damage.inTable ? null : row),
    columns: header
      ? [...header]
      : (found: string[]) => {
          checkHeader(found, columns);
          return found;
        },
  });

/** The file as far as it can be read and the table goes on. */
async function* untilDamage(file: AsyncIterable<Buffer>, damage: Damage): AsyncGenerator<Buffer> {
  try {
    for await (const lines of wholeLines(file)) {
      if (damage.inTable) return;
      yield lines;
    }
  } catch (error) {
    if (!isBroken(error)) throw error;
    damage.inFile = error;
  }
}

/** The rows of a file up to where it is damaged, and only then the error. */
async function* rowsOf(path: string, table: Table, onBytes: Listener["onBytes"]): AsyncGenerator<Row> {
  const damage: Damage = {};
  const source = Readable.from(untilDamage(await openFile(path, onBytes), damage));
  const parser = parserOf(table, damage);
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const row of parser as AsyncIterable<Row>) {
      line = row.info.lines;
      yield row;
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    source.destroy();
  }
  const cause = damage.inFile ?? damage.inTable;
  if (cause) throw new DamagedFile(`cannot read ${path} ${reasonOf(cause, line)}`, { cause });
}

const reasonOf = (error: Error, line: number): string => {
  const { code } = error as Error & { code?: string };
  if (code === "CSV_QUOTE_NOT_CLOSED") return `from line ${line + 1} on: a quote opens there that is never closed`;
  if (code === "CSV_MAX_RECORD_SIZE")
    return `from line ${line + 1} on: the row there has no end within ${longest / 1024} KiB, as when a quote is not closed`;
  return `after line ${line}: ${error.message}`;
};

/** The events of a CSV file, plain or gzip, in its order. Throws UnreadableFile. */
export async function* csvEvents(path: string, table: Table, { onBadRow, onBytes }: Listener): AsyncGenerator<Found> {
  const { header, columns, names } = table;
  let isFirst = true;
  for await (const { record, info } of rowsOf(path, table, onBytes)) {
    const line = info.lines;
    const isHeader = isFirst && header?.every((name) => record[name] === name);
    if (isFirst && !isHeader && header && Object.keys(record).length < header.length)
      checkHeader(Object.values(record), columns); // another file's header, or another file
    isFirst = false;
    if (isHeader) continue;
    let event;
    try {
      event = eventOf(record, line, columns, names);
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      onBadRow(error);
      continue;
    }
    yield { line, event };
  }
}
