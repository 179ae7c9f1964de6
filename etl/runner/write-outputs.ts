import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@duckdb/node-api";
import { named, quoted, type Engine } from "./engine.ts";
import type { Lake } from "./lake.ts";
import { keyWith, type CsvOutput, type ParquetOutput, type PlanArguments } from "./plan.ts";

type FileOutput = CsvOutput | ParquetOutput;

/** One object a job is responsible for. */
export interface FileFact {
  key: string;
  rows: number;
  /** MD5 of the bytes, which is what S3 calls them too. */
  md5: string;
}

/** The same, and whether it was written now or found as it should be. */
export interface OutputObject extends FileFact {
  isNew: boolean;
}

export const contentTypes = { parquet: "application/vnd.apache.parquet", csv: "text/csv; charset=utf-8" } as const;

/**
 * Write a table as files of fixed names. Each partition is replaced whole by one PutObject, or left alone when its bytes
 * are already there; what an earlier run left under the prefix and this one does not have is removed last.
 */
export async function writeFiles(
  output: FileOutput,
  args: PlanArguments,
  engine: Engine,
  lake: Lake,
  scratch: string,
): Promise<OutputObject[]> {
  const stored = new Map((await lake.list(keyWith(args, output.to))).map(({ key, etag }) => [key, etag]));
  const written: OutputObject[] = [];
  for await (const { body, ...file } of filesOf(output, args, engine, scratch)) {
    const isNew = stored.get(file.key) !== file.md5;
    if (isNew) await lake.put(file.key, body, contentTypes[output.write]);
    stored.delete(file.key);
    written.push({ ...file, isNew });
  }
  for (const key of stored.keys()) await lake.remove(key);
  return written;
}

/** A table as the files it is written as, one at a time: a partition that has no row is no file. */
export async function* filesOf(
  output: FileOutput,
  args: PlanArguments,
  engine: Engine,
  scratch: string,
): AsyncIterable<FileFact & { body: Buffer }> {
  const prefix = keyWith(args, output.to);
  for (const { folder, where, rows } of await partitionsOf(output, engine)) {
    const { body } = await copied(output, where, engine, scratch);
    yield { key: `${prefix}${folder}part-0.${output.write}`, rows, md5: md5Of(body), body };
  }
}

export const md5Of = (body: Buffer): string => createHash("md5").update(body).digest("hex");

interface OutputPartition {
  /** "" or "event_date=2026-11-21/" */
  folder: string;
  where: string;
  rows: number;
}

async function partitionsOf(output: FileOutput, engine: Engine): Promise<OutputPartition[]> {
  const { from } = output;
  const by = output.write === "parquet" ? output.partitionBy : undefined;
  if (by === undefined) {
    const [counted] = await engine.rows(`select count(*) as n from ${named(from)}`);
    return [{ folder: "", where: "", rows: Number(counted?.["n"]) }];
  }
  const counted = await engine.rows(
    `select ${named(by)} as v, count(*) as n from ${named(from)} group by all order by v`,
  );
  return counted.map(({ v, n }) => {
    const value = partitionValue(v);
    return { folder: `${by}=${value}/`, where: `where ${named(by)} = ${quoted(value)}`, rows: Number(n) };
  });
}

/** What becomes part of a key must need no escaping there. Sources check it too; this is the last door. */
function partitionValue(value: Json | undefined): string {
  if (typeof value === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(value)) return value;
  throw new RangeError(`not a partition value: ${JSON.stringify(value)}`);
}

async function copied(output: FileOutput, where: string, engine: Engine, scratch: string): Promise<Copy> {
  const columns = output.write === "parquet" && output.partitionBy ? `* exclude (${named(output.partitionBy)})` : "*";
  const query = `select ${columns} from ${named(output.from)} ${where} order by ${output.orderBy.map(named).join(", ")}`;
  return fileOf(query, output.write, engine, scratch);
}

/** How DuckDB writes each. Personalize reads a backslash as the escape of a quote inside quotes. */
export const formats = {
  csv: "format csv, header true, quote '\"', escape '\\'",
  parquet: "format parquet, compression zstd, row_group_size 32768", // a row group is in memory while it is written
  hashes: "format parquet, compression uncompressed, row_group_size 131072", // which do not compress; read whole and often
} as const;

export interface Copy {
  body: Buffer;
  rows: number;
  /** It lies here until the next is made. */
  file: string;
}

/** The bytes of a query's rows, in the query's order. */
export async function fileOf(
  query: string,
  format: keyof typeof formats,
  engine: Engine,
  scratch: string,
): Promise<Copy> {
  mkdirSync(join(scratch, "out"), { recursive: true });
  const file = join(scratch, "out", `part-0.${format}`);
  const rows = await engine.run(`copy (${query}) to ${quoted(file)} (${formats[format]})`);
  return { body: readFileSync(file), rows, file };
}
