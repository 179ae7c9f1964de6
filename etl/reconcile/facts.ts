import { appendFileSync, closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf, prefixes } from "@millrace/core/domain/lake";
import { ahead } from "../runner/ahead.ts";
import { quoted, type Engine } from "../runner/engine.ts";
import type { Lake, LakeObject } from "../runner/lake.ts";
import { readLines, type Line } from "../runner/read-lines.ts";
import { Refusal, rowReader } from "../runner/read-row.ts";
import { readTable } from "../runner/table.ts";

/** Objects by the number that the facts call them. */
export type Objects = string[];

/**
 * Read the whole lake into tables of bare facts: `stored` and `refused`, one row per line; `unread`, one per raw line that no
 * reader can read; `t1` and `copies` as the job wrote them. Memory holds one object at a time.
 */
export async function loadFacts(engine: Engine, lake: Lake, scratch: string): Promise<Objects> {
  const objects: Objects = [];
  await loadRaw(engine, lake, scratch, objects);
  await loadRefused(engine, lake, scratch, objects);
  await engine.run("create table t1 (event_id varchar, received_at bigint, source varchar)");
  await engine.run("create table copies (event_id varchar)");
  await loadParquet(engine, lake, scratch, prefixes.t1Events, "t1", "event_id, epoch_ms(received_at), source");
  await loadParquet(engine, lake, scratch, prefixes.t1Copies, "copies", "event_id");
  return objects;
}

async function loadRaw(engine: Engine, lake: Lake, scratch: string, objects: Objects): Promise<void> {
  const readRow = rowReader(readTable("raw_clicks"));
  const stored = rowFile(scratch, "stored");
  const unread = rowFile(scratch, "unread");
  const sources = [...(await lake.list(prefixes.clicks)), ...(await lake.list(prefixes.spill))];
  for await (const [object, line] of linesOf(lake, sources)) {
    const place = { object: numberOf(object.key, objects), line: line.number };
    const row = rowOf(line, readRow);
    if (row) stored.add({ ...told(row), event_id: row["event_id"], ...place });
    else unread.add({ day: dayOfKey(object), request_id: requestIdOf(line), ...place });
  }
  await engine.run(
    stored.load(
      "request_id varchar, request_index bigint, request_count bigint, received_at bigint, source varchar, event_id varchar, object bigint, line bigint",
    ),
  );
  await engine.run(unread.load("day varchar, request_id varchar, object bigint, line bigint"));
}

/** What collect refused; and, as `kept`, which lines of raw the ETL itself keeps apart. */
async function loadRefused(engine: Engine, lake: Lake, scratch: string, objects: Objects): Promise<void> {
  const readRow = rowReader(readTable("quarantined"));
  const refused = rowFile(scratch, "refused");
  const kept = rowFile(scratch, "kept");
  for await (const [{ key }, line] of linesOf(lake, await lake.list(prefixes.quarantine))) {
    const place = { object: numberOf(key, objects), line: line.number };
    if (key.includes("/etl-")) {
      if (isFromRaw(line)) kept.add(place);
      continue;
    }
    const row = rowOf(line, readRow);
    if (!row) throw new Error(`${key}:${line.number} cannot be read`);
    refused.add({ ...told(row), ...place });
  }
  await engine.run(
    refused.load(
      "request_id varchar, request_index bigint, request_count bigint, received_at bigint, source varchar, object bigint, line bigint",
    ),
  );
  await engine.run(kept.load("object bigint, line bigint"));
}

async function loadParquet(
  engine: Engine,
  lake: Lake,
  scratch: string,
  prefix: string,
  table: string,
  columns: string,
): Promise<void> {
  const objects = (await lake.list(prefix)).filter(({ key }) => key.endsWith(".parquet"));
  let read = 0;
  for await (const [, found] of ahead(objects, ({ key }) => lake.get(key), 2)) {
    if (!found) continue;
    const file = join(scratch, `${table}-${read}.parquet`); // DuckDB remembers what a name held
    writeFileSync(file, found.body);
    read += 1;
    await engine.run(`insert into ${table} select ${columns} from read_parquet(${quoted(file)})`);
    rmSync(file);
  }
}

/** Rows on their way into a table, by way of a file. */
function rowFile(scratch: string, table: string) {
  const path = join(scratch, `${table}.ndjson`);
  const file = openSync(path, "w");
  let rows = "";
  const flush = () => {
    appendFileSync(file, rows);
    rows = "";
  };
  return {
    add: (row: Record<string, unknown>) => {
      rows += `${JSON.stringify(row)}\n`;
      if (rows.length > 1_000_000) flush();
    },
    /** The statement that makes the table. */
    load: (definitions: string) => {
      flush();
      closeSync(file);
      const columns = definitions.replaceAll(/(\w+) (\w+)/g, "$1: '$2'");
      return (
        `create table ${table} as select * from read_json(${quoted(path)}, format = 'newline_delimited', ` +
        `compression = 'uncompressed', columns = {${columns}})`
      );
    },
  };
}

async function* linesOf(lake: Lake, objects: LakeObject[]): AsyncIterable<[LakeObject, Line]> {
  for await (const [object, found] of ahead(objects, ({ key }) => lake.get(key)))
    if (found) for await (const line of readLines(found.body)) yield [object, line];
}

function numberOf(key: string, objects: Objects): number {
  if (objects.at(-1) !== key) objects.push(key);
  return objects.length - 1;
}

function rowOf(line: Line, readRow: (line: string) => string): Record<string, unknown> | undefined {
  if (line.problem !== undefined) return undefined;
  try {
    return JSON.parse(readRow(line.bytes.toString("utf8"))) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function told({ request_id, request_index, request_count, received_at, source }: Record<string, unknown>) {
  return { request_id, request_index, request_count, received_at, source };
}

function requestIdOf(line: Line): string | undefined {
  try {
    const { request_id: id } = JSON.parse(line.bytes.toString("utf8")) as { request_id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

function isFromRaw(line: Line): boolean {
  const { object } = JSON.parse(line.bytes.toString("utf8")) as { object?: { key?: string } };
  return object?.key?.startsWith(prefixes.clicks) === true || object?.key?.startsWith(prefixes.spill) === true;
}

function dayOfKey({ key, modifiedAt }: LakeObject): string {
  return /=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1] ?? dayOf(modifiedAt);
}
