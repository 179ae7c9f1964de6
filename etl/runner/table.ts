import { readFileSync } from "node:fs";
import { columnType, duckdbType, type ColumnType } from "./column-types.ts";

/** What a source holds: `etl/tables/<name>.json`. */
export interface Table {
  name: string;
  /** Columns without which a row means nothing. */
  required: Set<string>;
  /** What a required string must look like, because it becomes part of a key. */
  patterns: Map<string, RegExp>;
  columns: [name: string, type: ColumnType][];
}

interface TableFile {
  required: string[];
  patterns?: Record<string, string>;
  columns: Record<string, string>;
}

/** Read a table's declaration. Throws when there is none of that name. */
export function readTable(name: string): Table {
  const file = JSON.parse(
    readFileSync(new URL(`../tables/${plainName(name)}.json`, import.meta.url), "utf8"),
  ) as TableFile;
  return {
    name,
    required: new Set(file.required),
    patterns: new Map(Object.entries(file.patterns ?? {}).map(([column, pattern]) => [column, new RegExp(pattern)])),
    columns: Object.entries(file.columns).map(([column, type]) => [column, columnType(type)]),
  };
}

/** Names in plans become file names and SQL identifiers, so they are plain words. */
export function plainName(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new TypeError(`not a plain name: ${JSON.stringify(name)}`);
  return name;
}

/** Column definitions for `create table`. */
export function definitionsOf(table: Table): string {
  return table.columns.map(([name, type]) => `"${name}" ${duckdbType(type)}`).join(", ");
}
