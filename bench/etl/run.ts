/**
 * `node bench/etl/run.ts [--events 200000] [--rounds 3] [--history 100]`: the lake job beside DuckDB's bare partitioned COPY of the
 * same files, and a new file beside a short and a long history. CPU seconds; the answer is checked before the clock counts.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { runLake } from "../../etl/lake/run-lake.ts";
import { updateT1 } from "../../etl/lake/update-t1.ts";
import { duckdbType } from "../../etl/runner/column-types.ts";
import { readTable } from "../../etl/runner/table.ts";
import { clicksOfDay, memoryLake } from "./memory-lake.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "200000" },
    rounds: { type: "string", default: "3" },
    history: { type: "string", default: "100" },
  },
});
const events = Number(values.events);
const rounds = Number(values.rounds);
const history = Number(values.history);
const perFile = 20_000;
const job = { args: {}, now: 0, job: "bench", progress: () => undefined };

const cpuOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const lakeOf = (days: number, each: number) => {
  const lake = memoryLake();
  return {
    lake,
    filled: Promise.all(Array.from({ length: days }, (_, day) => lake.put(...clicksOfDay(day, each), ""))),
  };
};

/** What DuckDB alone costs: read the same objects, write the same days, and nothing else. */
const bareCopy = async (files: Buffer[]): Promise<number> => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-bench-")));
  mkdirSync(join(scratch, "raw"));
  for (const [n, body] of files.entries()) writeFileSync(join(scratch, "raw", `${n}.json.gz`), body);
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "1GB" });
  const connection = await instance.connect();
  const columns = readTable("raw_clicks")
    .columns.map(([name, type]) => `${name}: '${duckdbType(type).replaceAll("'", "''")}'`)
    .join(", ");
  const spent = await cpuOf(() =>
    connection.run(
      `copy (select * from read_json('${scratch}/raw/*.json.gz', format = 'newline_delimited', columns = {${columns}}))
       to '${scratch}/out' (format parquet, compression zstd, partition_by (event_date))`,
    ),
  );
  connection.closeSync();
  instance.closeSync();
  rmSync(scratch, { recursive: true, force: true });
  return spent;
};

const days = Math.max(1, Math.round(events / perFile));
const { lake: source, filled } = lakeOf(days, perFile);
await filled;
const files = [...source.objects.values()].map(({ body }) => body);
const fresh = () => {
  const lake = memoryLake();
  for (const [key, object] of source.objects) lake.objects.set(key, object);
  return lake;
};
const unique = (await updateT1({ ...job, lake: fresh() }, false)).outputs
  .filter(({ key }) => key.startsWith("t1/events/"))
  .reduce((sum, { rows }) => sum + rows, 0);
if (unique !== days * perFile * 0.98) throw new Error(`${unique} rows in T1, ${days * perFile * 0.98} expected`);

const bare: number[] = [];
const t1: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  bare.push(await bareCopy(files));
  t1.push(await cpuOf(() => updateT1({ ...job, lake: fresh() }, false)));
}
const ratio = median(bare) / median(t1);
console.log(`${cpus()[0]?.model ?? "?"}, Node ${process.version}, median of ${rounds} rounds, CPU seconds`);
console.log(
  `${days * perFile} lines  bare COPY ${median(bare).toFixed(2)}  raw to T1 ${median(t1).toFixed(2)}  ratio ${ratio.toFixed(2)} (goal 0.60${ratio < 0.6 ? ": missed" : ""})`,
);

/** A day's file arriving after `length` days of history: the whole job, marts included. */
const newFileAfter = async (length: number): Promise<number> => {
  const { lake, filled: ready } = lakeOf(length, 2000);
  await ready;
  await runLake({ ...job, lake });
  await lake.put(...clicksOfDay(length, perFile), "");
  const spent = await cpuOf(() => runLake({ ...job, lake }));
  return spent;
};
// a fortnight at least, because marts of the last days read that much of any history
const short: number[] = [];
const long: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  short.push(await newFileAfter(16));
  long.push(await newFileAfter(16 * history));
}
const growth = median(long) / median(short);
console.log(
  `a new file of ${perFile} after 16 days ${median(short).toFixed(2)}, after ${16 * history} days ${median(long).toFixed(2)}: ${growth.toFixed(2)} times (goal 1.10${growth > 1.1 ? ": missed" : ""})`,
);
