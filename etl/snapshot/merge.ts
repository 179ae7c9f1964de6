import { closeSync, createReadStream, openSync, statSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { createGzip } from "node:zlib";
import { quoted, type Engine } from "../runner/engine.ts";
import { readLines } from "../runner/read-lines.ts";
import { DatabaseMismatch, type TablePlan } from "./plan-table.ts";
import { keyText, tombstone, type Spooled } from "./read-table.ts";

export interface Merged {
  /** Gzip NDJSON in the order of keys: the same rows are the same bytes. */
  body: Buffer;
  rows: number;
  /** How many of them only remember that a row is gone. */
  deleted: number;
}

/**
 * What was read on top of the copy before it. A full copy replaces it, and what it no longer has is remembered as gone; an
 * incremental one changes only the rows it has. DuckDB sorts and spills to disk, so memory does not grow with the shop.
 */
export async function merge(
  engine: Engine,
  plan: TablePlan,
  fresh: string,
  { base, isFull, scratch }: { base: Buffer | undefined; isFull: boolean; scratch: string },
): Promise<Merged> {
  const name = (kind: string) => join(scratch, `${plan.name}-${kind}.ndjson`);
  await load(engine, "fresh", fresh);
  await refuseDoubles(engine, plan);
  await load(engine, "base", await spoolBase(name("base"), plan, base, isFull));
  const kept = `select k, l from fresh where l is not null
    union all select k, l from base where l is not null and not exists (select 1 from fresh where fresh.k = base.k)`;
  await engine.run(`create table merged as ${kept}`);
  await engine.run(
    `copy (select l from merged order by k) to ${quoted(name("merged"))} (format csv, header false, quote '', escape '', delimiter '\x1f')`,
  );
  const [counts] = await engine.rows(
    `select count(*)::int as n, count_if(l like '%,"deleted":true}')::int as gone from merged`,
  );
  for (const table of ["fresh", "base", "merged"]) await engine.run(`drop table ${table}`);
  return { body: await packed(name("merged")), rows: Number(counts?.["n"]), deleted: Number(counts?.["gone"]) };
}

const load = async (engine: Engine, table: string, file: string): Promise<void> => {
  await engine.run(
    `create table ${table} as select * from read_json(${quoted(file)}, format = 'newline_delimited', compression = 'uncompressed',
      maximum_object_size = 67108864, columns = {k: 'VARCHAR', l: 'VARCHAR', d: 'BOOLEAN'})`,
  );
};

/** Two rows of one key would silently become one. */
async function refuseDoubles(engine: Engine, { name, key, from }: TablePlan): Promise<void> {
  const [double] = await engine.rows(
    "select k, count(*)::int as n from fresh group by k having count(*) > 1 order by k limit 1",
  );
  if (double === undefined) return;
  throw new DatabaseMismatch(
    `productDatabase.tables.${name}.key: ${Number(double["n"])} rows of ${from} have one ${key.join(", ")}; name the columns that tell them apart`,
  );
}

async function spoolBase(file: string, plan: TablePlan, base: Buffer | undefined, isFull: boolean): Promise<string> {
  const out = openSync(file, "w");
  try {
    if (base)
      for await (const line of readLines(base)) {
        const text = line.bytes.toString("utf8");
        const row = JSON.parse(text) as Record<string, unknown>;
        const stays = !isFull || row["deleted"] === true;
        const left = plan.remembersDeleted ? tombstone(plan, row) : null;
        const each: Spooled = { k: keyText(plan, row), l: stays ? text : left, d: false };
        writeSync(out, `${JSON.stringify(each)}\n`);
      }
  } finally {
    closeSync(out);
  }
  return file;
}

/** What the ETL reads of one object. */
const largestObject = 512 * 1024 * 1024;

async function packed(file: string): Promise<Buffer> {
  const { size } = statSync(file);
  if (size > largestObject)
    throw new DatabaseMismatch(
      `${basename(file)} has ${size} bytes, ${largestObject} at most; copy fewer columns of it`,
    );
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(file).pipe(createGzip())) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
