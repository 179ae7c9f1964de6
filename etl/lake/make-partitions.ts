import { named, quoted, text, type Engine } from "../runner/engine.ts";
import type { Job } from "../runner/job.ts";
import type { ParquetOutput, Plan } from "../runner/plan.ts";
import { runSteps } from "../runner/run-steps.ts";
import { fileOf, filesOf, md5Of, type FileFact } from "../runner/write-outputs.ts";
import type { IdIndex } from "./id-index.ts";
import { columnFrom, newRowsFrom, type NewRows } from "./new-rows.ts";

type File = FileFact & { body?: Buffer };

/**
 * The files of T1 for `dates`, from `new_ids`, `t1_stored` and `copies_before`. Which copy of an event came first is decided across
 * all dates, and needs only the lines of events that came again, which are few. All else flows from a date's lines to its
 * file, so that memory holds one partition, however many there are.
 */
export async function* makePartitions(
  dates: readonly string[],
  rows: NewRows,
  index: IdIndex,
  plan: Plan,
  engine: Engine,
  job: Job,
  scratch: string,
): AsyncIterable<File> {
  const each = new Set(plan.eachPartition);
  await findWhatCameAgain(rows, engine);
  await runSteps({ ...plan, steps: plan.steps.filter((step) => !each.has(step)) }, engine, job);
  await runSteps({ ...plan, steps: [...each], views: [...each] }, engine, job);
  const isApart = await setApartWhatCameAgain(rows, engine);
  await engine.run("create temp table t1_ids (event_date date, id ubigint)");
  for (const output of plan.outputs)
    if (output.write === "json") continue;
    else if (each.has(output.from) && output.write === "parquet") {
      const columns = await columnsOf({ output, rows, isApart }, engine);
      for (const date of dates) yield await partition({ output, rows, isApart, columns }, date, engine, scratch);
    } else yield* filesOf(output, job.args, engine, scratch);
  yield* index.filesWith(dates);
}

/** DuckDB counts each of so many ids within a hundred megabytes, whatever limit it was given. */
const idsAtOnce = 1_000_000;

/** `raw_clicks` and `t1_before` hold what steps ask of events that came again; a hash that two events share adds one in vain. */
async function findWhatCameAgain(rows: NewRows, engine: Engine): Promise<void> {
  await engine.run("create temp table again_ids as select distinct hash(event_id) as id from copies_before");
  const kept = rows.objects.reduce((sum, object) => sum + object.kept, 0);
  const slices = Math.ceil(kept / idsAtOnce);
  for (let slice = 0; slice < slices; slice += 1)
    await engine.run(
      `insert into again_ids select id from (select id from new_ids union all select id from known_ids)
       where id % ${slices} = ${slice} group by id having count(*) > 1 and id not in (select id from again_ids)`,
    );
  const cameAgain = "hash(event_id) in (select id from again_ids)";
  const dates = await engine.rows("select distinct event_date from new_ids where id in (select id from again_ids)");
  const among = newRowsFrom(
    rows,
    dates.map(({ event_date: date }) => text(date)),
  );
  await engine.run("drop table new_ids"); // it is as long as all that is new
  const { name } = rows.table;
  await engine.run(`create temp table again_${name} as select * from ${among} where ${cameAgain}`);
  await engine.run(`create view ${name} as select * from again_${name}`);
  await engine.run(`create view t1_before as select * from t1_stored where ${cameAgain}`);
}

/**
 * `came_first` has what came again now. When each hash stands for one event, as it all but always does, what the other rows are
 * made of need not be asked any more whether it is among them, which costs a third: `came_again` has nothing to say.
 */
async function setApartWhatCameAgain(rows: NewRows, engine: Engine): Promise<boolean> {
  const told = `select event_id from ${rows.table.name} union all select event_id from t1_before union all select event_id from copies_before`;
  const [counted] = await engine.rows(
    `select count(distinct event_id) as events, count(distinct hash(event_id)) as hashes from (${told})`,
  );
  if (counted?.["events"] !== counted?.["hashes"]) return false;
  await engine.run("create or replace temp table came_again as select * from came_again limit 0");
  return true;
}

interface Partitions {
  output: ParquetOutput;
  rows: NewRows;
  /** See `setApartWhatCameAgain`. */
  isApart: boolean;
  /** The output's columns, as they are selected from sorted rows, and those among them that have values. */
  columns: { selected: string[]; sorted: string[] };
}

/** The tables that steps read, of some dates or of all. */
async function lookAt({ rows, isApart }: Omit<Partitions, "columns">, date: string | undefined, engine: Engine) {
  const isDate = date === undefined ? "true" : `event_date = ${quoted(date)}`;
  const isOther = isApart ? "hash(event_id) not in (select id from again_ids)" : "true";
  const from = newRowsFrom(rows, date === undefined ? [...rows.files.keys()] : [date]);
  await engine.run(`create or replace view ${rows.table.name} as select * from ${from} where ${isOther}`);
  await engine.run(`create or replace view t1_before as select * from t1_stored where ${isDate} and ${isOther}`);
}

/** Sorting is what costs most, and by the column: those that are null in every row are told apart first. */
async function columnsOf(some: Omit<Partitions, "columns">, engine: Engine): Promise<Partitions["columns"]> {
  const { from } = some.output;
  await lookAt(some, undefined, engine);
  const [first = {}] = await engine.rows(`select * from ${from} limit 1`);
  const suspects = Object.keys(first).filter((name) => first[name] === null);
  const counts = suspects.map((name) => `count(${named(name)}) as ${named(name)}`);
  const [counted = {}] = suspects.length === 0 ? [] : await engine.rows(`select ${counts.join(", ")} from ${from}`);
  const silent = new Set(suspects.filter((name) => counted[name] === 0));
  const described = await engine.rows(`select column_name, column_type from (describe ${from})`);
  const columns = described
    .map(({ column_name: name, column_type: type }) => [text(name), text(type)] as const)
    .filter(([name]) => name !== "event_date");
  return {
    selected: columns.map(([name, type]) => columnFrom(silent, name, type)),
    sorted: columns.flatMap(([name]) => (silent.has(name) ? [] : named(name))),
  };
}

async function partition(partitions: Partitions, date: string, engine: Engine, scratch: string): Promise<File> {
  const { output, columns } = partitions;
  await lookAt(partitions, date, engine);
  const sorted = `select ${columns.sorted.join(", ")} from ${output.from} where event_date = ${quoted(date)} order by ${output.orderBy.join(", ")}`;
  const query = `select ${columns.selected.join(", ")} from (${sorted})`;
  const { body, rows, file } = await fileOf(query, "parquet", engine, scratch);
  await engine.run(`insert into t1_ids select ${quoted(date)}, hash(event_id) from read_parquet(${quoted(file)})`);
  return { key: `${output.to}event_date=${date}/part-0.parquet`, rows, md5: md5Of(body), body };
}
