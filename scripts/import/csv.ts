import { parse } from "csv-parse";
import { BadRow, UnreadableFile } from "./problems.ts";
import { openFile } from "./lines.ts";
import { eventOf, type Columns } from "./rows.ts";
import type { Found, Listener } from "./format.ts";

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

/** The events of a CSV file, plain or gzip, in its order. */
export async function* csvEvents(
  path: string,
  { header, columns, names, delimiter }: Table,
  { onBadRow, onBytes }: Listener,
): AsyncGenerator<Found> {
  let isFirst = true;
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
  const file = await openFile(path, onBytes);
  file.on("error", (error: Error) => parser.destroy(error));
  file.pipe(parser);
  let line = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      line = info.lines;
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
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const where = line === 0 ? path : `${path} after line ${line}`;
    throw new UnreadableFile(`cannot read ${where}: ${(error as Error).message}`, { cause: error });
  }
}
