import { appendFileSync, closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { columnType } from "../runner/column-types.ts";
import { quoted, type Engine } from "../runner/engine.ts";
import type { Lake, LakeObject } from "../runner/lake.ts";
import { rowsOf } from "../runner/load-table.ts";
import type { Quarantine } from "../runner/quarantine.ts";
import { rowFiles } from "../runner/row-files.ts";
import type { InputObject } from "../runner/stage-inputs.ts";
import { stageLines } from "../runner/stage-lines.ts";
import type { Table } from "../runner/table.ts";

/** New lines of clicks, staged apart by event date, so that each partition of T1 is made of one file. */
export interface NewRows {
  table: Table;
  objects: InputObject[];
  /** By event date. */
  files: Map<string, string>;
  /** Which event each line tells of, and where it lies. */
  places: string;
}

/** Copy the lines of raw objects to `scratch`, those that cannot be read to quarantine. */
export async function stageByDate(
  table: Table,
  sources: readonly LakeObject[],
  lake: Lake,
  quarantine: Quarantine,
  scratch: string,
): Promise<NewRows> {
  const rows = rowFiles(join(scratch, "rows"));
  const places = join(scratch, "places.ndjson");
  let told = "";
  const write = () => {
    appendFileSync(places, told, "latin1"); // bytes of UTF-8, carried as they are
    told = "";
  };
  const objects = await stageLines(table, sources, lake, quarantine, (scanner) => {
    const idOf = scanner.tokenOf("event_id");
    const dateOf = scanner.tokenOf("event_date");
    return (bytes, start, end) => {
      const date = dateOf(bytes);
      const place = rows.add(date, bytes, start, end);
      told += `{"id":${idOf(bytes)},"event_date":${date},"place":${place},"size":${end - start}}\n`;
      if (told.length > 64_000) write(); // longer texts are garbage that lies about for long
    };
  });
  write();
  // a date's pattern leaves no escape in it
  const files = new Map([...rows.close()].map(([date, file]) => [date.slice(1, -1), file]));
  return { table, objects, files, places };
}

const placeColumns = (["id:string", "event_date:string", "place:bigint", "size:bigint"] as const).map(
  (column): Table["columns"][number] => {
    const [name = "", type = ""] = column.split(":");
    return [name, columnType(type)];
  },
);

/** `new_ids`: a line's event as a hash, its date, and where it lies. */
export async function loadNewIds({ files, places }: NewRows, engine: Engine): Promise<void> {
  const source =
    files.size === 0
      ? "(select '' as id, '' as event_date, 0 as place, 0 as size limit 0)"
      : rowsOf(placeColumns, [places]);
  await engine.run(
    `create temp table new_ids as select hash(id) as id, cast(event_date as date) as event_date, place, size from ${source}`,
  );
}

/** Copy the new lines of events in `again_ids` into one file; undefined when there are none. */
export async function linesThatCameAgain(
  { files }: NewRows,
  engine: Engine,
  scratch: string,
): Promise<string | undefined> {
  const again = join(scratch, "again.ndjson");
  await engine.run(
    "create temp table again_places as select event_date, place, size from new_ids where id in (select id from again_ids)",
  );
  await engine.run("drop table new_ids"); // it is as long as all that is new
  let isEmpty = true;
  for await (const [file, places] of placesOf(files, engine)) {
    isEmpty = false;
    copyPlaces(file, places, again);
  }
  return isEmpty ? undefined : again;
}

/** Take the lines that `linesThatCameAgain` copied out of their files: blanks are no rows. */
export async function blankWhatCameAgain({ files }: NewRows, engine: Engine): Promise<void> {
  for await (const [file, places] of placesOf(files, engine)) {
    const target = openSync(file, "r+");
    for (const [at, size] of places) writeSync(target, " ".repeat(size), at, "latin1");
    closeSync(target);
  }
}

type Place = [at: number, size: number];

async function* placesOf(files: NewRows["files"], engine: Engine): AsyncIterable<[file: string, places: Place[]]> {
  for (const [date, file] of files) {
    const rows = await engine.rows(
      `select place, size from again_places where event_date = ${quoted(date)} order by place`,
    );
    if (rows.length > 0) yield [file, rows.map(({ place, size }) => [Number(place), Number(size)])];
  }
}

/** Rows and their newlines. */
function copyPlaces(from: string, places: Place[], to: string): void {
  const source = openSync(from, "r");
  try {
    let rows: Buffer[] = [];
    let held = 0;
    for (const [at, size] of places) {
      const row = Buffer.allocUnsafe(size + 1);
      readSync(source, row, 0, size + 1, at);
      rows.push(row);
      held += size;
      if (held < 4_000_000) continue;
      appendFileSync(to, Buffer.concat(rows));
      [rows, held] = [[], 0];
    }
    appendFileSync(to, Buffer.concat(rows));
  } finally {
    closeSync(source);
  }
}
