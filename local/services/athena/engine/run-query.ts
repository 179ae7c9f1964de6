/**
 * One query, in a process of its own: which tables does it name, which of their partitions can matter, which files are
 * those; then DuckDB reads these files and nothing else. Ends when its parent does.
 */
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { Absent, Answer, FromChild, KnownTable, Question, SourceFile, TableName, ToChild } from "./protocol.ts";
import { parquetNames, partitionTable, partitionView, tableView } from "./read-table.ts";
import { csvLine, describedColumn, textOf } from "./result-text.ts";
import { isAbout, mentionsOf, placeOf, tableFunctionsOf, type Mention, type Node } from "./syntax-tree.ts";
import { trinoMacros } from "./trino-macros.ts";
import { inAthenasWords, QueryFailure } from "./words.ts";

const tell = (message: FromChild): void => void process.send?.(message);

const waiting = new Map<number, (value: unknown) => void>();
let asked = 0;

/** What the service that knows the catalog and S3 says. */
const ask = <T>(
  question:
    { kind: "tables"; names: TableName[] } | { kind: "files"; chosen: (TableName & { partitions: number[] })[] },
) =>
  new Promise<T>((resolve) => {
    waiting.set(++asked, resolve as (value: unknown) => void);
    tell({ ...question, ask: asked });
  });

const name = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const textValue = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const single = async (connection: DuckDBConnection, sql: string, values: string[] = []): Promise<string> =>
  String((await connection.runAndReadAll(sql, values)).getRows()[0]?.[0]);

/** Some numbers of a syntax tree are 64 bits wide, and are kept as they are written. */
const readTree = (text: string): unknown =>
  JSON.parse(text.replaceAll(/(?<=[^\\]":)(\d{16,})(?=[,}\]])/g, '{"$number":"$1"}'));
const writeTree = (tree: unknown): string => JSON.stringify(tree).replaceAll(/\{"\$number":"(\d+)"\}/g, "$1");

interface Tree {
  readonly error: boolean;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly Node[];
}

const parse = async (connection: DuckDBConnection, sql: string): Promise<Node> => {
  const tree = readTree(await single(connection, "select json_serialize_sql($1::varchar)", [sql])) as Tree;
  const [statement, ...more] = tree.statements ?? [];
  if (tree.error || !statement)
    throw new QueryFailure(
      `SYNTAX_ERROR: ${placeOf(sql, Number(tree.position ?? 0))}: ${tree.error_message ?? "nothing to run"}`,
    );
  if (more.length > 0)
    throw new QueryFailure(`SYNTAX_ERROR: ${placeOf(sql, 0)}: only one statement may be run at a time`);
  const [foreign] = tableFunctionsOf(statement).filter(
    (called) => !/^(unnest|range|generate_series|sequence)$/i.test(called),
  );
  if (foreign !== undefined)
    throw new QueryFailure(
      `FUNCTION_NOT_FOUND: ${placeOf(sql, sql.indexOf(foreign))}: Function '${foreign}' not registered`,
    );
  return statement;
};

/** The partitions that the conditions of at least one mention admit: asked of DuckDB, about a table of partitions. */
const admitted = async (
  connection: DuckDBConnection,
  table: KnownTable,
  mentions: readonly Mention[],
  view: string,
) => {
  const keys = new Set(table.keys.map(({ name: key }) => key.toLowerCase()));
  const chosen = new Set<number>();
  for (const { alias, conditions } of mentions) {
    const about = conditions.filter((condition) => isAbout(condition, alias, keys));
    const template = `select __index from ${view} as ${name(alias)} where true`;
    const tree = readTree(await single(connection, "select json_serialize_sql($1::varchar)", [template])) as {
      statements: { node: Record<string, unknown> }[];
    };
    const node = tree.statements[0]?.node;
    if (node && about.length > 0)
      node["where_clause"] = {
        class: "CONJUNCTION",
        type: "CONJUNCTION_AND",
        alias: "",
        query_location: 0,
        children: [...about, node["where_clause"]],
      };
    const rows = await connection.runAndReadAll(
      `select * from json_execute_serialized_sql(${textValue(writeTree(tree))})`,
    );
    for (const [index] of rows.getRows()) chosen.add(Number(index));
  }
  return [...chosen].sort((left, right) => left - right);
};

const mark = ({ database, table }: TableName): string => `${database}.${table}`;

const isAbsent = (answer: KnownTable | Absent): answer is Absent => "code" in answer;

/** Makes every table that the query names a view of its files. Returns how many bytes those have. */
const furnish = async (
  connection: DuckDBConnection,
  { sql, database }: Question,
  mentions: readonly Mention[],
): Promise<number> => {
  const names = [
    ...new Map(
      mentions.map((mention) => [mark(mention), { database: mention.database, table: mention.table }]),
    ).values(),
  ];
  const known = await ask<(KnownTable | Absent)[]>({ kind: "tables", names });
  const chosen: (TableName & { partitions: number[] })[] = [];
  const tables: { table: KnownTable; at: string; view: string }[] = [];
  for (const [index, table] of known.entries()) {
    const own = mentions.filter((mention) => mark(mention) === mark(names[index] ?? { database: "", table: "" }));
    if (isAbsent(table)) throw new QueryFailure(`${table.code}: ${placeOf(sql, own[0]?.at ?? 0)}: ${table.message}`);
    const [at, view] = [`memory.main.__partitions_${index}`, `memory.main.__keys_${index}`];
    await connection.run(partitionTable(table, at));
    const appender = await connection.createAppender(`__partitions_${index}`, "main", "memory");
    for (const [partition, values] of table.partitions.entries()) {
      appender.appendInteger(partition);
      for (const value of values) appender.appendVarchar(value);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(partitionView(table, at, view));
    tables.push({ table, at, view });
    chosen.push({
      database: table.database,
      table: table.name,
      partitions: await admitted(connection, table, own, view),
    });
  }
  const files = await ask<SourceFile[][]>({ kind: "files", chosen });
  for (const schema of new Set([database, ...names.map((one) => one.database)]))
    await connection.run(`create schema if not exists awsdatacatalog.${name(schema)}`);
  for (const [index, { table, at }] of tables.entries()) {
    const own = files[index] ?? [];
    await connection.run(`create table memory.main.__files_${index} (path VARCHAR, __index INTEGER)`);
    const appender = await connection.createAppender(`__files_${index}`, "main", "memory");
    for (const { path, partition } of own) {
      appender.appendVarchar(path);
      appender.appendInteger(partition);
      appender.endRow();
    }
    appender.closeSync();
    const inFiles = new Map<string, string>();
    if (table.format === "parquet" && own.length > 0)
      for (const [column] of (await connection.runAndReadAll(parquetNames(own))).getRows())
        inFiles.set(String(column).toLowerCase(), String(column));
    const view = `awsdatacatalog.${name(table.database)}.${name(table.name)}`;
    await connection.run(tableView(table, own, inFiles, { at, fileTable: `memory.main.__files_${index}`, view }));
  }
  return files.flat().reduce((total, { size }) => total + size, 0);
};

const write = async (
  connection: DuckDBConnection,
  { sql, output }: Question,
): Promise<Omit<Answer, "scannedBytes">> => {
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const columns = result
    .columnNames()
    .map((column, index) => describedColumn(column, types[index] ?? result.columnType(0)));
  const file = createWriteStream(output);
  file.write(csvLine(columns.map((column) => column.name)));
  let rows = 0;
  for await (const chunk of result.yieldRowsJson()) {
    const lines = chunk.map((row) =>
      csvLine(row.map((value, index) => textOf(value, types[index] ?? result.columnType(0)))),
    );
    rows += lines.length;
    if (!file.write(lines.join(""))) await new Promise<void>((resolve) => file.once("drain", () => resolve()));
  }
  file.end();
  await finished(file);
  return { columns, rows };
};

const run = async (question: Question): Promise<Answer> => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "1GB" });
  const connection = await instance.connect();
  for (const macro of trinoMacros) await connection.run(macro);
  await connection.run("attach ':memory:' as awsdatacatalog; set timezone = 'UTC'");
  const statement = await parse(connection, question.sql);
  const scannedBytes = await furnish(connection, question, mentionsOf(statement, question.database));
  await connection.run(`set search_path = 'awsdatacatalog.${question.database.replaceAll("'", "''")},memory.main'`);
  await connection.run(
    `set allowed_directories = [${textValue(question.readable)}]; set enable_external_access = false; set lock_configuration = true`,
  );
  return { ...(await write(connection, question)), scannedBytes };
};

process.on("disconnect", () => process.exit(1)); // the parent is gone, even by `kill -9`
process.on("message", (message: ToChild) => {
  if (message.kind === "reply") {
    waiting.get(message.ask)?.(message.value);
    waiting.delete(message.ask);
    return;
  }
  const { question } = message;
  run(question).then(
    (answer) => tell({ kind: "done", answer }),
    (error: unknown) => tell({ kind: "failed", message: inAthenasWords(question.sql, error) }),
  );
});
tell({ kind: "ready" });
