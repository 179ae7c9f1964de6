import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countRefused } from "../../../etl/lake/count-refused.ts";
import { dayBefore } from "../../../etl/lake/daily.ts";
import { readT1Manifest } from "../../../etl/lake/t1-manifest.ts";
import { named, openEngine, quoted, text, type Engine } from "../../../etl/runner/engine.ts";
import { loadJobInputs, loadTable } from "../../../etl/runner/load-table.ts";
import { readPlan, type PlanInput } from "../../../etl/runner/plan.ts";
import { etlQuarantine } from "../../../etl/runner/quarantine.ts";
import { runSteps } from "../../../etl/runner/run-steps.ts";
import { makeScratch } from "../../../etl/runner/scratch.ts";
import { objectsOf, stageObjects, type InputObject } from "../../../etl/runner/stage-inputs.ts";
import { memoryLake, type MemoryLake } from "../memory-lake.ts";

/**
 * Compare each step of a plan, as DuckDB computes it from whole tables, with what Spark left of it under steps/: what only one of
 * them has, a few rows by name of the step. `lake` is as DuckDB left it.
 */
export async function differencesOf(
  plan: string,
  lake: MemoryLake,
  spark: MemoryLake,
): Promise<Record<string, unknown>> {
  const scratch = makeScratch();
  const engine = await openEngine(scratch);
  try {
    await loadInputs(plan, lake, engine, scratch);
    await runSteps(readPlan(plan), engine, { progress: () => undefined });
    const found: Record<string, unknown> = {};
    for (const step of readPlan(plan).steps) {
      const keys = spark.keys(`steps/${plan}/${step}/`).filter((key) => key.endsWith(".parquet"));
      const files = keys.map((key, n) => {
        const file = join(scratch, `spark-${step}-${n}.parquet`);
        writeFileSync(file, spark.objects.get(key) ?? "");
        return file;
      });
      const differing = await rowsOfOneOnly(step, files, engine);
      if (differing !== undefined) found[step] = differing;
    }
    return found;
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function rowsOfOneOnly(step: string, files: string[], engine: Engine): Promise<unknown> {
  if (files.length === 0) return "Spark left nothing of it";
  const theirs = `read_parquet([${files.map(quoted).join(", ")}])`;
  const columnsOf = async (from: string) =>
    (await engine.rows(`select column_name from (describe select * from ${from})`)).map((row) =>
      text(row["column_name"]),
    );
  const [ours, others] = [await columnsOf(named(step)), await columnsOf(theirs)];
  if (ours.join() !== others.join()) return { columns: { duckdb: ours, spark: others } };
  // as text, since engines have types of the same meaning by other names
  const rowsOf = (from: string) =>
    `select cast(to_json({${ours.map((name) => `${quoted(name)}: ${named(name)}`).join(", ")}}) as varchar) as each_row from ${from}`;
  const only = async (some: string, other: string) =>
    (await engine.rows(`(${rowsOf(some)}) except all (${rowsOf(other)}) limit 3`)).map((row) => row["each_row"]);
  const [duckdb, spark] = [await only(named(step), theirs), await only(theirs, named(step))];
  return duckdb.length + spark.length === 0 ? undefined : { duckdb, spark };
}

/** The inputs of a plan that makes everything anew, as tables. */
async function loadInputs(plan: string, lake: MemoryLake, engine: Engine, scratch: string): Promise<void> {
  const counted: InputObject[] = [];
  const quarantine = etlQuarantine(memoryLake(), plan);
  for (const input of readPlan(plan).inputs) {
    if (input.take === "counts") {
      counted.push(...(await countsOf(input, lake)));
      continue;
    }
    const all = await objectsOf(input, lake);
    const staged = await stageObjects(input, wantedOf(input, all), lake, quarantine, scratch);
    await loadTable(engine, staged);
    counted.push(...staged.objects);
  }
  await loadJobInputs(engine, counted);
}

async function countsOf(input: PlanInput, lake: MemoryLake): Promise<InputObject[]> {
  if (input.table === "raw_clicks") return (await readT1Manifest(lake))?.inputs ?? [];
  if (input.format !== "ndjson") throw new TypeError(`${input.table} has no lines to count`);
  const refused = await countRefused(input, {}, lake);
  return Object.entries(refused).map(([key, { etag, lines }]) => ({
    input: input.table,
    key,
    etag,
    lines,
    kept: lines,
  }));
}

type Objects = Awaited<ReturnType<typeof objectsOf>>;

function wantedOf(input: PlanInput, all: Objects): Objects {
  if (input.format === "ndjson" || input.take === undefined || input.take === "changed") return all;
  if (input.take === "touched") return [];
  const day = (key: string) => /=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1] ?? "";
  const first = dayBefore(
    all
      .map(({ key }) => day(key))
      .sort()
      .at(-1),
    input.days ?? 0,
  );
  return all.filter(({ key }) => day(key) > first);
}
