/** One measurement in a process of its own, so that its memory is its own: prints a line of JSON. `run.ts` starts it. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { runLake } from "../../etl/lake/run-lake.ts";
import { updateT1 } from "../../etl/lake/update-t1.ts";
import { duckdbType } from "../../etl/runner/column-types.ts";
import { openEngine, quoted } from "../../etl/runner/engine.ts";
import { readTable } from "../../etl/runner/table.ts";
import { clicksOf } from "./clicks.ts";
import { folderLake } from "./folder-lake.ts";

export interface Measured {
  cpuSeconds: number;
  peakMb: number;
  /** What it made, for checking. */
  rows: number;
  sessions: number;
}

const job = { args: {}, now: 0, job: "bench", progress: () => undefined };
const [what = "", folder = "", option = ""] = process.argv.slice(2);
const out = join(folder, "out");

/** What DuckDB alone costs: read the same objects, write the same days, and nothing else. */
const bare = async (): Promise<number> => {
  rmSync(out, { recursive: true, force: true });
  const limit: Record<string, string> = option === "unlimited" ? {} : { threads: "1", memory_limit: option };
  const instance = await DuckDBInstance.create(":memory:", { ...limit, temp_directory: join(folder, "spill") });
  const connection = await instance.connect();
  const columns = readTable("raw_clicks")
    .columns.map(([name, type]) => `${name}: ${quoted(duckdbType(type))}`)
    .join(", ");
  const { rowsChanged } = await connection.run(
    `copy (select * from read_json(${quoted(`${folder}/raw/clicks/*/*/*.gz`)}, format = 'newline_delimited', columns = {${columns}}))
     to ${quoted(out)} (format parquet, compression zstd, partition_by (event_date))`,
  );
  return rowsChanged;
};

/** T1 made anew, and the visits of each day out of it. */
let start = process.cpuUsage();

const etl = async (): Promise<{ rows: number; sessions: number }> => {
  const lake = folderLake(folder);
  start = process.cpuUsage();
  const { outputs } = await updateT1({ ...job, lake }, true);
  const rows = outputs.filter(({ key }) => key.startsWith("t1/events/")).reduce((sum, file) => sum + file.rows, 0);
  const engine = await openEngine(folder, { threads: 1 });
  await engine.run(`create view t1_changed as from read_parquet(${quoted(`${folder}/t1/events/*/*.parquet`)})`);
  const visits = readFileSync(new URL("../../etl/sessions_by_day.sql", import.meta.url), "utf8");
  const [counted] = await engine.rows(`select cast(sum(sessions) as bigint) as n from (${visits})`);
  engine.close();
  rmSync(join(folder, "job.duckdb"), { force: true });
  return { rows, sessions: Number(counted?.["n"]) };
};

/** From here on, without what the folder's reading left behind. */
const begin = () => {
  globalThis.gc?.();
  start = process.cpuUsage();
};

/** The whole job when one object more has arrived: on the day that `option` says. */
const newFile = async (): Promise<number> => {
  const lake = folderLake(folder);
  await lake.put(...clicksOf(Number(option), 0), "");
  begin();
  await runLake({ ...job, lake });
  return 0;
};

const t1File = async (): Promise<number> => {
  const lake = folderLake(folder);
  await lake.put(...clicksOf(Number(option), 0), "");
  begin();
  await updateT1({ ...job, lake }, false);
  return 0;
};

const whole = async (): Promise<number> => {
  await runLake({ ...job, lake: folderLake(folder) }, { full: !existsSync(join(folder, "t1/manifest.json")) });
  return 0;
};

const works: Record<string, () => Promise<number | { rows: number; sessions: number }>> = {
  bare,
  etl,
  newFile,
  t1File,
  whole,
};
const made = await works[what]?.();
const { user, system } = process.cpuUsage(start);
const measured: Measured = {
  cpuSeconds: (user + system) / 1e6,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  ...(typeof made === "object" ? made : { rows: made ?? 0, sessions: 0 }),
};
console.log(JSON.stringify(measured));
