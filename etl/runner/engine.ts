import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection, type Json } from "@duckdb/node-api";

/** A DuckDB that can touch nothing but its scratch folder. */
export interface Engine {
  /** Returns how many rows were written, for a statement that writes. */
  run(sql: string): Promise<number>;
  /** Rows as plain JSON values: what a JSON document may hold. */
  rows(sql: string): Promise<Record<string, Json>[]>;
  close(): void;
}

/**
 * Statements may read and write files under `scratch` only, and cannot loosen that again. The work dies of memory on one machine long
 * before it dies of time, so DuckDB spills to disk beyond `megabytes`. It counts not all that it takes, and its allocator keeps what
 * was freed: a process stays within a gigabyte. Its cache of files is off: it held hundreds of megabytes and saved no time.
 */
export async function openEngine(scratch: string, { threads = 2, megabytes = 512 } = {}): Promise<Engine> {
  const temporary = join(scratch, "spill");
  mkdirSync(temporary, { recursive: true });
  const instance = await DuckDBInstance.create(join(scratch, "job.duckdb"), {
    threads: `${threads}`,
    memory_limit: `${megabytes}MB`,
    allocator_flush_threshold: "16MB",
    enable_external_file_cache: "false",
    temp_directory: temporary,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  await connection.run(`set allowed_directories = [${quoted(scratch)}]`);
  await connection.run("set enable_external_access = false");
  await connection.run("set lock_configuration = true");
  await connection.run(readFileSync(new URL("../duckdb-macros.sql", import.meta.url), "utf8"));
  return {
    run: async (sql) => (await connection.run(sql)).rowsChanged,
    rows: (sql) => jsonRows(connection, sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** DuckDB writes each row as JSON itself, since its driver would give integers as text. */
async function jsonRows(connection: DuckDBConnection, sql: string): Promise<Record<string, Json>[]> {
  const result = await connection.runAndReadAll(`select cast(to_json(each_row) as varchar) from (${sql}) as each_row`);
  return result.getRows().map(([text]) => JSON.parse(String(text)) as Record<string, Json>);
}

/** A text column's value. Throws TypeError for anything else. */
export function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw new TypeError(`text was expected, not ${JSON.stringify(value)}`);
}

/** A string literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An identifier. */
export function named(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
