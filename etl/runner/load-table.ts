import { join } from "node:path";
import { duckdbType } from "./column-types.ts";
import { named, quoted, text, type Engine } from "./engine.ts";
import type { InputObject, Staged } from "./stage-inputs.ts";
import { definitionsOf, readTable, type Table } from "./table.ts";

/** Our own reader lets no longer line through; escapes may make a rebuilt row longer than the line was. */
const longestRow = 8 * 1024 * 1024;

/** Make a staged input a table. Types are declared, never guessed: guessing costs three times as much and drifts. */
export async function loadTable(engine: Engine, staged: Staged): Promise<void> {
  const { table, files } = staged;
  const name = named(staged.name);
  if (files.length === 0) return void (await engine.run(`create temp table ${name} (${definitionsOf(table)})`));
  const list = `[${files.map(quoted).join(", ")}]`;
  if (staged.format === "parquet") return loadParquet(engine, staged);
  const rows = staged.format === "csv" ? csvOf(table.columns, list) : rowsOf(table.columns, files);
  await engine.run(`create temp table ${name} as select * from ${rows}`);
}

/** What we wrote ourselves: a header, and values that hold no quotes. */
function csvOf(columns: Table["columns"], list: string): string {
  const types = columns.map(([column, type]) => `${quoted(column)}: ${quoted(duckdbType(type))}`).join(", ");
  return `read_csv(${list}, header = true, auto_detect = false, delim = ',', quote = '"', columns = {${types}})`;
}

/** Staged rows, for a `from`. */
function rowsOf(columns: Table["columns"], files: readonly string[]): string {
  const types = columns.map(([column, type]) => `${quoted(column)}: ${quoted(duckdbType(type))}`).join(", ");
  return (
    `read_json([${files.map(quoted).join(", ")}], format = 'newline_delimited', compression = 'uncompressed', ` +
    `maximum_object_size = ${longestRow}, columns = {${types}})`
  );
}

/** The objects a job read, as a table: marts count them. */
export async function loadJobInputs(engine: Engine, objects: readonly InputObject[]): Promise<void> {
  await engine.run(`create temp table job_inputs (${definitionsOf(readTable("job_inputs"))})`);
  // text that is parsed as data is taken ten times as fast as a list of values
  const shape = `[{"input": "VARCHAR", "key": "VARCHAR", "etag": "VARCHAR", "lines": "BIGINT", "kept": "BIGINT"}]`;
  for (let start = 0; start < objects.length; start += 10_000) {
    const told = quoted(JSON.stringify(objects.slice(start, start + 10_000)));
    await engine.run(
      `insert into job_inputs by name select unnest(from_json(${told}, ${quoted(shape)}), max_depth := 2)`,
    );
  }
}

/** As many files as one statement opens: of each it keeps half a megabyte in memory, and the allocator does not give it back. */
const filesAtOnce = 100;

/** Parquet stays in its files, or in fewer when each step would have to open very many. */
async function loadParquet(engine: Engine, staged: Staged): Promise<void> {
  const { files, name, scratch } = staged;
  const slices = Array.from({ length: Math.ceil(files.length / filesAtOnce) }, (_, slice) =>
    files.slice(slice * filesAtOnce, (slice + 1) * filesAtOnce),
  );
  if (slices.length === 1)
    return void (await engine.run(`create view ${named(name)} as ${await rowsOfParquet(engine, staged, files)}`));
  const together: string[] = [];
  for (const [slice, some] of slices.entries()) {
    const file = join(scratch, `${name}-${slice}.parquet`);
    await engine.run(
      `copy (${await rowsOfParquet(engine, staged, some)}) to ${quoted(file)} (format parquet, row_group_size 32768)`,
    );
    together.push(quoted(file));
  }
  await engine.run(`create view ${named(name)} as select * from read_parquet([${together.join(", ")}])`);
}

/** A column that an older file does not have yet is null. */
async function rowsOfParquet(engine: Engine, { table }: Staged, files: readonly string[]): Promise<string> {
  const list = `[${files.map(quoted).join(", ")}]`;
  const source = `read_parquet(${list}, union_by_name = true, hive_partitioning = true, hive_types_autocast = false)`;
  const described = await engine.rows(`select column_name from (describe select * from ${source})`);
  const present = new Set(described.map(({ column_name: column }) => text(column)));
  const columns = table.columns.map(([column, type]) =>
    present.has(column)
      ? `cast(${named(column)} as ${duckdbType(type)}) as ${named(column)}`
      : `cast(null as ${duckdbType(type)}) as ${named(column)}`,
  );
  return `select ${columns.join(", ")} from ${source}`;
}
