import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openEngine, quoted, type Engine } from "../../etl/runner/engine.ts";
import { loadTable } from "../../etl/runner/load-table.ts";
import type { ParquetInput } from "../../etl/runner/plan.ts";
import { etlQuarantine } from "../../etl/runner/quarantine.ts";
import { makeScratch } from "../../etl/runner/scratch.ts";
import { objectsOf, stageObjects } from "../../etl/runner/stage-inputs.ts";
import { memoryLake } from "./memory-lake.ts";

const input: ParquetInput = {
  table: "t1_events",
  format: "parquet",
  prefixes: ["t1/events/"],
  partitionBy: "event_date",
};
const dateOf = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);

describe("a table of very many files", () => {
  let scratch: string;
  let engine: Engine;
  beforeEach(async () => {
    scratch = makeScratch();
    engine = await openEngine(scratch);
  });
  afterEach(() => {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it.each([3, 230])(
    "it has every row of %d files in their order, with its date, whichever columns they have",
    async (days) => {
      const lake = memoryLake();
      for (let day = 0; day < days; day += 1) {
        const file = join(scratch, "made.parquet");
        const younger = day % 2 === 1 ? ", 'search' as search_term" : "";
        await engine.run(
          `copy (select 'e-' || n as event_id, cast(n as double) as value${younger} from range(${day}, ${day + 2}) as t(n)) to ${quoted(file)} (format parquet)`,
        );
        lake.objects.set(`t1/events/event_date=${dateOf(day)}/part-0.parquet`, readFileSync(file));
      }
      const staged = await stageObjects(input, await objectsOf(input, lake), lake, etlQuarantine(lake, "t"), scratch);
      await loadTable(engine, staged);

      const rows = await engine.rows(
        "select event_id, value, search_term, page_url, cast(event_date as varchar) as date, typeof(event_date) as type from t1_events",
      );
      const wanted = Array.from({ length: days * 2 }, (_, row) => {
        const [day, n] = [row >> 1, (row >> 1) + (row % 2)];
        const term = day % 2 === 1 ? "search" : null;
        return { event_id: `e-${n}`, value: n, search_term: term, page_url: null, date: dateOf(day), type: "VARCHAR" };
      });
      expect(rows).toEqual(wanted);
      const together = readdirSync(scratch).filter((name) => /^t1_events-\d+\.parquet$/.test(name));
      expect(together).toHaveLength(days > 100 ? 3 : 0);
    },
  );
});
