import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dayOf, prefixes } from "@millrace/core/domain/lake";
import { ahead } from "../runner/ahead.ts";
import { openEngine, quoted, text, type Engine } from "../runner/engine.ts";
import type { Lake, LakeObject } from "../runner/lake.ts";
import { readLines, type Line } from "../runner/read-lines.ts";
import { Refusal, rowReader } from "../runner/read-row.ts";
import { readTable } from "../runner/table.ts";
import { account, totalOf, type Account, type DayAccount, type Told } from "./account.ts";

export interface Reconciliation {
  days: Map<string, DayAccount>;
  total: DayAccount;
  /** Empty when received = accepted + rejected and accepted = unique + duplicates, for every request and every event. */
  problems: string[];
}

/** Prove the accounting identity from the lake's objects alone: no counter, no manifest, no mart is believed. */
export async function reconcile(lake: Lake): Promise<Reconciliation> {
  const books = account();
  const unread = await tellRaw(lake, books);
  const kept = await tellQuarantine(lake, books);
  await tellT1(lake, books);
  const { days, problems } = books.close();
  const failed = await lake.list(prefixes.errors);
  if (failed[0]) problems.push(`${failed[0].key}: Firehose could not deliver what this holds`);
  if (unread.length !== kept)
    problems.push(`${unread.length} raw lines are unreadable (${unread[0] ?? "none"}), ${kept} of them in quarantine`);
  return { days, total: totalOf(days.values()), problems };
}

/** Returns where the unreadable lines are. */
async function tellRaw(lake: Lake, books: Account): Promise<string[]> {
  const unread: { where: string; day: string; requestId: string | undefined }[] = [];
  const readRow = rowReader(readTable("raw_clicks"));
  const objects = [...(await lake.list(prefixes.clicks)), ...(await lake.list(prefixes.spill))];
  for await (const [object, line] of linesOf(lake, objects)) {
    const where = `${object.key}:${line.number}`;
    const row = rowOf(line, readRow);
    if (row) books.accept(told(row), String(row["event_id"]), where);
    else unread.push({ where, day: dayOfKey(object), requestId: requestIdOf(line) });
  }
  // only now, because a request's other lines say which request it was
  for (const { day, requestId } of unread) books.unreadable(day, requestId);
  return unread.map(({ where }) => where);
}

/** What collect refused goes to the books; returns how many lines the ETL itself kept apart from raw. */
async function tellQuarantine(lake: Lake, books: Account): Promise<number> {
  const readRow = rowReader(readTable("quarantined"));
  let kept = 0;
  for await (const [{ key }, line] of linesOf(lake, await lake.list(prefixes.quarantine))) {
    if (key.includes("/etl-")) {
      if (isFromRaw(line)) kept += 1;
      continue;
    }
    const row = rowOf(line, readRow);
    if (!row) throw new Error(`${key}:${line.number} cannot be read`);
    books.reject(told(row), `${key}:${line.number}`);
  }
  return kept;
}

async function tellT1(lake: Lake, books: Account): Promise<void> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-reconcile-")));
  const engine = await openEngine(scratch);
  const parquet = (prefix: string, columns: string) => parquetRows(lake, prefix, columns, engine, scratch);
  try {
    for await (const row of parquet(prefixes.t1Copies, "event_id, duplicates"))
      books.drop(text(row["event_id"]), Number(row["duplicates"]));
    for await (const row of parquet(prefixes.t1Events, "event_id, epoch_ms(received_at) as received_at"))
      books.keep(text(row["event_id"]), Number(row["received_at"]));
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function* parquetRows(lake: Lake, prefix: string, columns: string, engine: Engine, scratch: string) {
  const file = join(scratch, "part.parquet");
  const objects = (await lake.list(prefix)).filter(({ key }) => key.endsWith(".parquet"));
  for await (const [, found] of ahead(objects, ({ key }) => lake.get(key), 2)) {
    if (!found) continue;
    writeFileSync(file, found.body);
    yield* await engine.rows(`select ${columns} from read_parquet(${quoted(file)})`);
  }
}

async function* linesOf(lake: Lake, objects: LakeObject[]): AsyncIterable<[LakeObject, Line]> {
  for await (const [object, found] of ahead(objects, ({ key }) => lake.get(key)))
    if (found) for await (const line of readLines(found.body)) yield [object, line];
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

function told(row: Record<string, unknown>): Told {
  const count = row["request_count"];
  return {
    requestId: String(row["request_id"]),
    index: Number(row["request_index"]),
    count: typeof count === "number" ? count : undefined,
    receivedAt: Number(row["received_at"]),
  };
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
