import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { loadNewIds, newRowsFrom, stageByDate } from "../../etl/lake/new-rows.ts";
import type { ColumnType } from "../../etl/runner/column-types.ts";
import { openEngine, type Engine } from "../../etl/runner/engine.ts";
import { loadTable } from "../../etl/runner/load-table.ts";
import type { LinesInput } from "../../etl/runner/plan.ts";
import { etlQuarantine } from "../../etl/runner/quarantine.ts";
import { makeScratch } from "../../etl/runner/scratch.ts";
import { objectsOf, stageObjects } from "../../etl/runner/stage-inputs.ts";
import { readTable } from "../../etl/runner/table.ts";
import { aLakeWith, clicksKey } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

const table = readTable("raw_clicks");
const input: LinesInput = { table: table.name, format: "ndjson", prefixes: ["raw/clicks/"] };
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("", '"', "\\", "\n\t", "\0", "é", "텐트", "🏕️", "null", "\u2028", "x".repeat(5000)),
);
/** Of names with escapes, `JSON.parse` of Node 24 makes others at times: nodejs/node#63785. */
const nameOf = text.filter((name) => !JSON.stringify(name).includes("\\"));

function valueOf(type: ColumnType): fc.Arbitrary<unknown> {
  if (type.kind === "array") return fc.array(orNull(valueOf(type.of)), { maxLength: 4 });
  if (type.kind === "map")
    return fc.dictionary(nameOf, fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null)), { maxKeys: 10 });
  if (type.kind === "struct")
    return fc.record(Object.fromEntries(type.fields.map(([name, of]) => [name, orNull(valueOf(of))])), {
      requiredKeys: [],
    });
  if (type.kind === "bigint") return fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3, max: 3 }));
  if (type.kind === "double") return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
  return type.kind === "boolean" ? fc.boolean() : text;
}

const orNull = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: value }, fc.constant(null));

const rowOf = fc.record(
  Object.fromEntries(
    table.columns.map(([name, type]) => {
      if (name === "event_date") return [name, fc.constantFrom("2026-11-19", "2026-11-20", "2026-11-21")];
      return [name, table.required.has(name) ? valueOf(type) : orNull(valueOf(type))];
    }),
  ),
  { requiredKeys: [...table.required] },
);

describe("rows staged as Parquet", () => {
  let engine: Engine;
  let scratch: string;
  beforeAll(async () => {
    scratch = makeScratch();
    engine = await openEngine(scratch);
  });
  afterAll(() => {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** What the engine reads of one way of staging only. */
  const differences = async (lake: MemoryLake): Promise<unknown> => {
    await engine.run("drop table if exists raw_clicks");
    await engine.run("drop table if exists no_raw_clicks");
    await engine.run("drop table if exists new_ids");
    const objects = await objectsOf(input, lake);
    const quarantine = etlQuarantine(lake, "t1");
    await loadTable(engine, await stageObjects(input, objects, lake, quarantine, scratch));
    const rows = await stageByDate(table, objects, lake, quarantine, scratch);
    await loadNewIds(rows, engine);
    const parquet = newRowsFrom(rows, [...rows.files.keys()]);
    const only = (one: string, other: string) =>
      engine.rows(
        `select * from ((select to_json(r) as j from ${one} as r) except all (select to_json(r) as j from ${other} as r))`,
      );
    const [counted] = await engine.rows(`select count(*) as n from ${parquet}`);
    return {
      rows: counted?.["n"],
      json: await only("raw_clicks", parquet),
      parquet: await only(parquet, "raw_clicks"),
    };
  };

  it("are what the same lines are as JSON, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf, { minLength: 1, maxLength: 40 }), async (rows) => {
        expect(await differences(aLakeWith(rows))).toEqual({ rows: rows.length, json: [], parquet: [] });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it("are whole when they fill several row groups of many dates", async () => {
    const long = "x".repeat(900);
    const rows = Array.from({ length: 70_000 }, (_, n) => ({
      event_id: `e-${n}`,
      event_name: "view_item",
      event_time: n,
      received_at: n,
      event_date: `2026-${String((n % 11) + 1).padStart(2, "0")}-${String((n % 28) + 1).padStart(2, "0")}`,
      request_id: "r",
      request_index: n,
      is_bot: n % 3 === 0,
      page: n % 5 === 0 ? null : { url: long },
      ...(n % 7 === 0 && { time_flags: ["late", "skew_corrected"] }),
    }));
    const lake = aLakeWith(rows.slice(0, 40_000));
    lake.lines(clicksKey.replace("clicks-1", "clicks-2"), rows.slice(40_000));
    expect(await differences(lake)).toEqual({ rows: 70_000, json: [], parquet: [] });
  }, 120_000);
});
