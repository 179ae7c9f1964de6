import { duckdbType } from "../../glue/hive-types.ts";
import type { KnownTable, SourceFile } from "./protocol.ts";

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const name = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const list = (values: readonly string[]): string => `[${values.join(", ")}]`;

/** Columns as `{name: TYPE}` for DuckDB's readers. */
const declared = (columns: KnownTable["columns"], type: (hive: string) => string): string =>
  `{${columns.map((column) => `${text(column.name)}: ${text(type(column.type))}`).join(", ")}}`;

const csvOptions = ({ options }: KnownTable): string => {
  const skipped = Number(options["skip.header.line.count"] ?? 0);
  const isQuoting = options["separatorChar"] !== undefined || options["quoteChar"] !== undefined;
  const delimiter = options["separatorChar"] ?? options["field.delim"] ?? (isQuoting ? "," : "\u0001");
  const quote = options["quoteChar"] ?? (isQuoting ? '"' : "");
  return [
    `delim=${text(delimiter)}, quote=${text(quote)}, escape=${text(quote)}`,
    `header=false, skip=${skipped}, null_padding=true, auto_detect=false`,
    ...(isQuoting ? [] : [`nullstr=${text("\\N")}`]),
  ].join(", ");
};

const isNested = (hive: string): boolean => /^\s*(array|map|struct)\s*</i.test(hive);

/** The columns as the catalog has them, of files that may lack some. Parquet's own nested types are left as they are. */
const parquetColumns = (columns: KnownTable["columns"], inFiles: ReadonlyMap<string, string>): string[] =>
  columns.map((column) => {
    const own = inFiles.get(column.name.toLowerCase());
    if (own === undefined) return `null::${duckdbType(column.type)} as ${name(column.name)}`;
    const value = isNested(column.type) ? `r.${name(own)}` : `cast(r.${name(own)} as ${duckdbType(column.type)})`;
    return `${value} as ${name(column.name)}`;
  });

const readers: Readonly<Record<KnownTable["format"], (table: KnownTable, files: string) => string>> = {
  json: (table, files) =>
    `read_json(${files}, format='newline_delimited', columns=${declared(table.columns, duckdbType)}, filename='__file', ` +
    `maximum_object_size=33554432, ignore_errors=${table.options["ignore.malformed.json"] === "true"})`,
  csv: (table, files) =>
    `read_csv(${files}, columns=${declared(table.columns, () => "VARCHAR")}, filename='__file', ${csvOptions(table)})`,
  parquet: (_table, files) =>
    `read_parquet(${files}, filename='__file', union_by_name=true, hive_partitioning=false, binary_as_string=true)`,
};

/** Columns of CSV are text first: OpenCSVSerDe's are nothing else, and an empty number is null. */
const csvColumns = (columns: KnownTable["columns"]): string[] =>
  columns.map((column) => {
    const type = duckdbType(column.type);
    const own = name(column.name);
    return type === "VARCHAR" ? `r.${own}` : `cast(nullif(r.${own}, '') as ${type}) as ${own}`;
  });

const keyColumn = (table: KnownTable, position: number): string => {
  const { name: own, type } = table.keys[position] ?? { name: "", type: "string" };
  return `cast(nullif(p.${name(`key${position}`)}, '__HIVE_DEFAULT_PARTITION__') as ${duckdbType(type)}) as ${name(own)}`;
};

/** The statement that makes a table's partitions one: `index` and a text for each key. */
export const partitionTable = (table: KnownTable, at: string): string =>
  `create table ${at} (__index INTEGER${table.keys.map((_, position) => `, key${position} VARCHAR`).join("")})`;

/** The partitions under the names and types of the table's keys, for conditions about them. */
export const partitionView = (table: KnownTable, at: string, view: string): string =>
  `create view ${view} as select p.__index${table.keys.map((_, position) => `, ${keyColumn(table, position)}`).join("")} from ${at} p`;

/**
 * The statement that makes a table of the catalog one: its files, and nothing else, read as its SerDe would; each row with
 * the values of its partition. `at` has the partitions, `fileTable` which file is of which.
 */
export const tableView = (
  table: KnownTable,
  files: readonly SourceFile[],
  inFiles: ReadonlyMap<string, string>,
  { at, fileTable, view }: { at: string; fileTable: string; view: string },
): string => {
  const keys = table.keys.map((_, position) => keyColumn(table, position));
  if (files.length === 0) {
    const empty = [...table.columns, ...table.keys].map(
      ({ name: own, type }) => `null::${duckdbType(type)} as ${name(own)}`,
    );
    return `create view ${view} as select ${empty.join(", ")} where false`;
  }
  const columns =
    table.format === "parquet"
      ? parquetColumns(table.columns, inFiles)
      : table.format === "csv"
        ? csvColumns(table.columns)
        : table.columns.map((column) => `r.${name(column.name)}`);
  const source = readers[table.format](table, list(files.map(({ path }) => text(path))));
  const joined =
    table.keys.length === 0 ? "" : ` join ${fileTable} f on r.__file = f.path join ${at} p on f.__index = p.__index`;
  return `create view ${view} as select ${[...columns, ...keys].join(", ")} from ${source} r${joined}`;
};

/** The names that Parquet files have for their columns, by their lower-case form. */
export const parquetNames = (files: readonly SourceFile[]): string =>
  `select name from (describe select * from read_parquet(${list(files.map(({ path }) => text(path)))}, union_by_name=true, hive_partitioning=false)) as d(name, type, n, k, def, e)`;
