import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ahead } from "../runner/ahead.ts";
import { quoted, text, type Engine } from "../runner/engine.ts";
import type { Lake } from "../runner/lake.ts";
import { fileOf, md5Of, type FileFact } from "../runner/write-outputs.ts";

/**
 * Which partition of T1 an event is in, without reading T1: a 64-bit hash of every event id, with its date, one file per month.
 * Two ids of the same hash cost a partition that is read and written back as it was. DuckDB's hash may change with its version;
 * so does the manifest's version, and everything is made anew.
 */
export const idsPrefix = "t1/ids/";
const keyOf = (month: string) => `${idsPrefix}month=${month}/part-0.parquet`;

export interface IdIndex {
  /** Dates of the partitions that may hold an event of `new_ids`. */
  datesOfNew(): Promise<string[]>;
  /** The files as they are once the partitions of `dates` hold what `t1_ids` holds; those with `rows: 0` are to be removed. */
  filesWith(dates: readonly string[]): AsyncIterable<FileFact & { body: Buffer }>;
}

/** Read the index: `files` are those the manifest names. What it knows of `new_ids` becomes `known_ids`. */
export async function openIdIndex(
  files: readonly FileFact[],
  engine: Engine,
  lake: Lake,
  scratch: string,
): Promise<IdIndex> {
  const folder = join(scratch, "ids");
  mkdirSync(folder, { recursive: true });
  const months = new Map<string, string>();
  for await (const [{ key }, found] of ahead(files, (file) => lake.get(file.key))) {
    const month = /month=(\d{4}-\d{2})\//.exec(key)?.[1];
    if (!found || month === undefined) throw new Error(`${key} is not there`);
    const file = join(folder, `${month}.parquet`);
    writeFileSync(file, found.body);
    months.set(month, file);
  }
  const all = months.size === 0 ? undefined : `read_parquet([${[...months.values()].map(quoted).join(", ")}])`;
  const found = all ?? "(select '' as event_date, cast(0 as ubigint) as id limit 0)";
  await engine.run(
    `create temp table known_ids as select event_date, id from ${found} where id in (select id from new_ids)`,
  );
  return {
    datesOfNew: async () => {
      const rows = await engine.rows("select distinct event_date from known_ids");
      return rows.map(({ event_date: date }) => text(date));
    },
    filesWith: async function* (dates) {
      const list = dates.map(quoted).join(", ");
      for (const month of new Set(dates.map((date) => date.slice(0, 7)))) {
        const before = months.get(month);
        const kept =
          before === undefined
            ? ""
            : `select event_date, id from read_parquet(${quoted(before)}) where event_date not in (${list}) union all `;
        const query = `${kept}select cast(event_date as varchar) as event_date, id from t1_ids where strftime(event_date, '%Y-%m') = ${quoted(month)}`;
        const sorted = `select * from (${query}) order by event_date, id`;
        const { body, rows } = await fileOf(sorted, "parquet", engine, scratch);
        yield { key: keyOf(month), rows, md5: md5Of(body), body };
      }
    },
  };
}
