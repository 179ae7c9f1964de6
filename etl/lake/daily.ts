import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ahead } from "../runner/ahead.ts";
import { named, quoted, type Engine } from "../runner/engine.ts";
import type { Lake } from "../runner/lake.ts";
import { partitionOf } from "../runner/partition-of.ts";
import { contentTypes, filesOf, md5Of, type FileFact } from "../runner/write-outputs.ts";
import type { ParquetOutput, PlanArguments } from "../runner/plan.ts";

export type DailyOutput = ParquetOutput & { daily: string };

export const isDaily = (output: { write: string }): output is DailyOutput => "daily" in output;

/** Add to a table that was computed for `changed` days what is stored of the others, as far as later steps want it. */
export async function addStoredDays(
  output: DailyOutput,
  changed: readonly string[],
  days: readonly string[],
  stored: readonly FileFact[],
  engine: Engine,
  lake: Lake,
  scratch: string,
): Promise<void> {
  const wanted = stored.filter(({ key }) => key.startsWith(output.to) && isWanted(key, output, changed, days));
  const files: string[] = [];
  for await (const [{ key }, found] of ahead(wanted, (file) => lake.get(file.key))) {
    if (!found) throw new Error(`${key} went away`);
    const file = join(scratch, `stored-${output.from}-${files.length}.parquet`);
    writeFileSync(file, found.body);
    const date = dateOf(key, output);
    const from = `read_parquet(${quoted(file)})`;
    await engine.run(
      date === undefined
        ? `insert into ${named(output.from)} by name select * from ${from} where ${named(output.daily)} not in (${listOf(changed)})`
        : `insert into ${named(output.from)} by name select *, ${quoted(date)} as ${named(output.daily)} from ${from}`,
    );
    files.push(file);
  }
  if (files.length === 0) return;
  const order = output.orderBy.map(named).join(", ");
  await engine.run(
    `create or replace temp table ${named(output.from)} as select * from ${named(output.from)} order by ${order}`,
  );
}

function isWanted(key: string, output: DailyOutput, changed: readonly string[], days: readonly string[]): boolean {
  const date = dateOf(key, output);
  if (date === undefined) return true;
  return !changed.includes(date) && date > dayBefore(days.at(-1), output.days ?? 0);
}

const dateOf = (key: string, { daily }: DailyOutput) => partitionOf(key, daily);

/** The day `count` days before a day; empty before the first. */
export function dayBefore(day: string | undefined, count: number): string {
  return day === undefined ? "" : new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);
}

/** Write what was computed of a partitioned daily table; other partitions stay, but those of `gone` days go. Returns all of them. */
export async function writeDaily(
  output: DailyOutput,
  changed: readonly string[],
  stored: readonly FileFact[],
  args: PlanArguments,
  engine: Engine,
  lake: Lake,
  scratch: string,
): Promise<FileFact[]> {
  const days = new Set(changed);
  const isChanged = (key: string) => days.has(dateOf(key, output) ?? "");
  const before = new Map(stored.filter(({ key }) => key.startsWith(output.to)).map((file) => [file.key, file]));
  await engine.run(
    `create or replace temp view changed_days as select * from ${named(output.from)} where ${named(output.daily)} in (${listOf(changed)})`,
  );
  const written: FileFact[] = [];
  for await (const { body, ...file } of filesOf({ ...output, from: "changed_days" }, args, engine, scratch)) {
    if (before.get(file.key)?.md5 !== md5Of(body)) await lake.put(file.key, body, contentTypes.parquet);
    before.delete(file.key);
    written.push(file);
  }
  for (const key of before.keys())
    if (isChanged(key)) {
      await lake.remove(key);
      before.delete(key);
    }
  return [...before.values(), ...written];
}

const listOf = (values: readonly string[]) => (values.length === 0 ? "''" : values.map(quoted).join(", "));
