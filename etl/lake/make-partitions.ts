import { quoted, type Engine } from "../runner/engine.ts";
import type { Job } from "../runner/job.ts";
import { rowsOf } from "../runner/load-table.ts";
import type { ParquetOutput, Plan } from "../runner/plan.ts";
import { runSteps } from "../runner/run-steps.ts";
import { definitionsOf } from "../runner/table.ts";
import { fileOf, filesOf, md5Of, type FileFact } from "../runner/write-outputs.ts";
import type { IdIndex } from "./id-index.ts";
import { blankWhatCameAgain, linesThatCameAgain, type NewRows } from "./new-rows.ts";

type File = FileFact & { body: Buffer };

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
  await findWhatCameAgain(rows, engine, scratch);
  await runSteps({ ...plan, steps: plan.steps.filter((step) => !each.has(step)) }, engine, job);
  await runSteps({ ...plan, steps: [...each], views: [...each] }, engine, job);
  const isApart = await setApartWhatCameAgain(rows, engine);
  await engine.run("create temp table t1_ids (event_date date, id ubigint)");
  for (const output of plan.outputs)
    if (output.write === "json") continue;
    else if (each.has(output.from) && output.write === "parquet")
      for (const date of dates) yield await partition(output, date, rows, isApart, engine, scratch);
    else yield* filesOf(output, job.args, engine, scratch);
  yield* index.filesWith(dates);
}

/** `raw_clicks` and `t1_before` hold what steps ask of events that came again; a hash that two events share adds one in vain. */
async function findWhatCameAgain(rows: NewRows, engine: Engine, scratch: string): Promise<void> {
  await engine.run(
    `create temp table again_ids as select id from (select id from new_ids union all select id from known_ids) group by id having count(*) > 1
     union select hash(event_id) from copies_before`,
  );
  const lines = await linesThatCameAgain(rows, engine, scratch);
  const { name } = rows.table;
  await engine.run(`create temp table no_${name} (${definitionsOf(rows.table)})`);
  await engine.run(
    lines === undefined
      ? `create temp table again_${name} as select * from no_${name}`
      : `create temp table again_${name} as select * from ${rowsOf(rows.table.columns, [lines])}`,
  );
  await engine.run(`create view ${name} as select * from again_${name}`);
  await engine.run(
    "create view t1_before as select * from t1_stored where hash(event_id) in (select id from again_ids)",
  );
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
  await blankWhatCameAgain(rows, engine);
  await engine.run("create or replace temp table came_again as select * from came_again limit 0");
  return true;
}

async function partition(
  output: ParquetOutput,
  date: string,
  { table, files }: NewRows,
  isApart: boolean,
  engine: Engine,
  scratch: string,
): Promise<File> {
  const lines = files.get(date);
  const source = lines === undefined ? `no_${table.name}` : rowsOf(table.columns, [lines]);
  const isDate = `where event_date = ${quoted(date)}`;
  await engine.run(`create or replace view ${table.name} as select * from ${source}`);
  const isOther = isApart ? " and hash(event_id) not in (select id from again_ids)" : "";
  await engine.run(`create or replace view t1_before as select * from t1_stored ${isDate}${isOther}`);
  const query = `select * exclude (event_date) from ${output.from} ${isDate} order by ${output.orderBy.join(", ")}`;
  const { body, rows, file } = await fileOf(query, "parquet", engine, scratch);
  await engine.run(`insert into t1_ids select ${quoted(date)}, hash(event_id) from read_parquet(${quoted(file)})`);
  return { key: `${output.to}event_date=${date}/part-0.parquet`, rows, md5: md5Of(body), body };
}
