import { join } from "node:path";
import { duckdbType } from "../runner/column-types.ts";
import { named, quoted, type Engine } from "../runner/engine.ts";
import type { Lake, LakeObject } from "../runner/lake.ts";
import { parquetRows } from "../runner/parquet/rows.ts";
import type { Quarantine } from "../runner/quarantine.ts";
import type { InputObject } from "../runner/stage-inputs.ts";
import { stageLines } from "../runner/stage-lines.ts";
import { definitionsOf, type Table } from "../runner/table.ts";

/** New lines of clicks, staged apart by event date, so that each partition of T1 is made of one file. */
export interface NewRows {
  table: Table;
  objects: InputObject[];
  /** By event date. */
  files: Map<string, string>;
  /** Columns that no line has a value of. */
  silent: Set<string>;
}

/** Copy the lines of raw objects to `scratch`, those that cannot be read to quarantine. */
export async function stageByDate(
  table: Table,
  sources: readonly LakeObject[],
  lake: Lake,
  quarantine: Quarantine,
  scratch: string,
): Promise<NewRows> {
  const rows = parquetRows(join(scratch, "rows"), table);
  const objects = await stageLines(table, sources, lake, quarantine, (scanner) => {
    const dateOf = scanner.tokenOf("event_date");
    return (bytes) => rows.add(dateOf(bytes), bytes, scanner.last());
  });
  const { files, silent } = rows.close();
  // a date's pattern leaves no escape in it
  return { table, objects, files: new Map([...files].map(([date, file]) => [date.slice(1, -1), file])), silent };
}

/** `new_ids`: a line's event as a hash, and its date. */
export async function loadNewIds(rows: NewRows, engine: Engine): Promise<void> {
  const { name } = rows.table;
  await engine.run(`create temp table no_${name} (${definitionsOf(rows.table)})`);
  const all = newRowsFrom(rows, [...rows.files.keys()]);
  await engine.run(
    `create temp table new_ids as select hash(event_id) as id, cast(event_date as date) as event_date from ${all}`,
  );
}

/** The new rows of some dates, for a `from`. Columns without a value are constants, which cost nothing to read. */
export function newRowsFrom({ files, table, silent }: NewRows, dates: readonly string[]): string {
  const wanted = dates.flatMap((date) => files.get(date) ?? []);
  if (wanted.length === 0) return `no_${table.name}`;
  const columns = table.columns.map(([name, type]) => columnFrom(silent, name, duckdbType(type)));
  return `(select ${columns.join(", ")} from read_parquet([${wanted.map(quoted).join(", ")}]))`;
}

/** A column for a `select`: null when it is among the silent ones. */
export const columnFrom = (silent: ReadonlySet<string>, name: string, type: string): string =>
  silent.has(name) ? `cast(null as ${type}) as ${named(name)}` : named(name);
