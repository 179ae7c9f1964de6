import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ahead } from "../runner/ahead.ts";
import { quoted, text, type Engine } from "../runner/engine.ts";
import type { Lake } from "../runner/lake.ts";
import { fileOf, md5Of, type FileFact } from "../runner/write-outputs.ts";

/**
 * Which partition of T1 an event is in, without reading T1: a 64-bit hash of every event id, with its date. The newest year of T1 has
 * a file for each month, so that little is written again; an earlier one has one for all of it, so that few are read. Two ids of
 * the same hash cost a partition that is read and written back as it was. DuckDB's hash may change with its version; so does the
 * manifest's version, and everything is made anew.
 */
export const idsPrefix = "t1/ids/";
export const idsKey = (span: string) => `${idsPrefix}span=${span}/part-0.parquet`;
/** "2026-11", or "2025" when that is not the newest year. */
const spanOf = (date: string, newestYear: string) => date.slice(0, date.startsWith(newestYear) ? 7 : 4);

export interface IdIndex {
  /** Dates of the partitions that may hold an event of `new_ids`. */
  datesOfNew(): Promise<string[]>;
  /**
   * The files as they are once the partitions of `dates` hold what `t1_ids` holds. Those that stay as they were have no `body`: they
   * are not to be written.
   */
  filesWith(dates: readonly string[]): AsyncIterable<FileFact & { body?: Buffer }>;
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
  const spans = new Map<string, { fact: FileFact; file: string }>();
  for await (const [fact, found] of ahead(files, (file) => lake.get(file.key))) {
    const span = /span=([\d-]+)\//.exec(fact.key)?.[1];
    if (!found || span === undefined) throw new Error(`${fact.key} is not there`);
    const file = join(folder, `${span}.parquet`);
    writeFileSync(file, found.body);
    spans.set(span, { fact, file });
  }
  const all = [...spans.keys()];
  const storedIn = (some: readonly string[]) => {
    const list = some.flatMap((span) => spans.get(span)?.file ?? []).map(quoted);
    return list.length === 0
      ? "(select cast(null as date) as event_date, cast(0 as ubigint) as id limit 0)"
      : `read_parquet([${list.join(", ")}])`;
  };
  await engine.run(
    `create temp table known_ids as select cast(event_date as varchar) as event_date, id from ${storedIn(all)} where id in (select id from new_ids)`,
  );
  return {
    datesOfNew: async () => {
      const rows = await engine.rows("select distinct event_date from known_ids");
      return rows.map(({ event_date: date }) => text(date));
    },
    filesWith: async function* (dates) {
      const isOther = dates.length === 0 ? "true" : `event_date not in (${dates.map(quoted).join(", ")})`;
      const idsOf = (some: readonly string[]) =>
        `(select event_date, id from ${storedIn(some)} where ${isOther}
          union all select event_date, id from t1_ids)`;
      const datesIn = async (from: string) =>
        (await engine.rows(`select distinct event_date from ${from}`)).map(({ event_date: date }) => text(date));
      const left = all.filter((span) => !dates.some((date) => date.startsWith(span)));
      const now = await datesIn(idsOf(all.filter((span) => !left.includes(span))));
      const newestYear = [...left, ...now].reduce((newest, span) => (span > newest ? span : newest), "").slice(0, 4);
      const again = left.includes(newestYear) ? await datesIn(storedIn([newestYear])) : [];
      const kept = left.filter((span) => span !== newestYear);
      const wanted = new Set([...kept, ...again, ...now].map((span) => spanOf(span, newestYear)));
      const touched = new Set(dates.map((date) => spanOf(date, newestYear)));
      for (const span of wanted) {
        const before = spans.get(span);
        if (before && !touched.has(span)) {
          yield before.fact;
          continue;
        }
        // what a year is made of, or what a month is cut from when its year is the newest once more
        const sources = all.filter((other) => other.startsWith(span) || span.startsWith(other));
        const sorted = `select event_date, id from ${idsOf(sources)} where starts_with(cast(event_date as varchar), ${quoted(span)}) order by event_date, id`;
        const { body, rows } = await fileOf(sorted, "hashes", engine, scratch);
        yield { key: idsKey(span), rows, md5: md5Of(body), body };
      }
    },
  };
}
