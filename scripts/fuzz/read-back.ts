import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { duckdbType } from "../../etl/runner/column-types.ts";
import { openEngine, quoted, type Engine } from "../../etl/runner/engine.ts";
import { rowReader } from "../../etl/runner/read-row.ts";
import { readTable } from "../../etl/runner/table.ts";
import { factsOf } from "../../functions/collect/facts.ts";
import { lineWriter } from "../../functions/collect/line.ts";
import { stampOf } from "../../functions/collect/stamp.ts";
import { seededRandom, type Random } from "../petshop/random.ts";
import { fuzzedEvent } from "./events.ts";

const perFile = 20_000;
const sentAt = 1_795_251_600_000;
const caller = {
  requestId: "fuzz-request",
  receivedAt: sentAt + 100,
  sourceIp: "2001:db8::1",
  userAgent: "Mozilla/5.0",
};

/**
 * Hostile events that collect accepts, as the lines it writes, through the ETL's reader into DuckDB and out again: every
 * field must be what JSON.parse reads in the line. Throws with the first that differs.
 */
export async function readBack(count: number, seed: number, tell: (done: number) => void = () => {}): Promise<number> {
  const random = seededRandom(seed);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-read-back-")));
  const engine = await openEngine(scratch);
  try {
    for (let done = 0; done < count; done += perFile) {
      const lines = acceptedLines(random, Math.min(perFile, count - done));
      await compare(engine, join(scratch, "lines.ndjson"), lines);
      tell(done + lines.length);
    }
    return count;
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function acceptedLines(random: Random, count: number): string[] {
  const lines: string[] = [];
  const facts = factsOf({ kind: "web", sentAt, events: [1] }, caller);
  const [stamp, write] = [stampOf(facts), lineWriter()];
  while (lines.length < count) {
    const verdict = stamp(JSON.parse(fuzzedEvent(random)), lines.length);
    if (verdict.ok) lines.push(write(verdict));
  }
  return lines;
}

async function compare(engine: Engine, file: string, lines: string[]): Promise<void> {
  const table = readTable("raw_clicks");
  const read = rowReader(table);
  writeFileSync(file, lines.map((line) => `${read(line)}\n`).join(""));
  const columns = table.columns.map(([name, type]) => `${quoted(name)}: ${quoted(duckdbType(type))}`).join(", ");
  const rows = await engine.rows(
    `select * from read_json(${quoted(file)}, format = 'newline_delimited', columns = {${columns}}) order by request_index`,
  );
  if (rows.length !== lines.length) throw new Error(`${lines.length} lines became ${rows.length} rows`);
  for (const [index, line] of lines.entries()) {
    const [wanted, found] = [expected(line), withoutNulls(rows[index])];
    if (!isDeepStrictEqual(found, wanted)) throw new Error(`differs:\n${line}${JSON.stringify(found)}`);
  }
}

/** What the line says; in the lake `props` is a map of text. */
function expected(line: string): unknown {
  const event = JSON.parse(line) as { props?: Record<string, unknown> };
  for (const [name, value] of Object.entries(event.props ?? {}))
    if (typeof value !== "string") Object.assign(event.props ?? {}, { [name]: JSON.stringify(value) });
  return withoutNulls(event);
}

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
};
