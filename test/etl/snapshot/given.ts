import { productDatabase, usualTables, type ProductDatabase } from "@millrace/core/domain/product-database";
import type { Address } from "../../../etl/snapshot/address.ts";
import { takeSnapshot, type Snapshot } from "../../../etl/snapshot/take-snapshot.ts";
import type { MemoryLake } from "../memory-lake.ts";

export const noon = Date.UTC(2026, 10, 21, 12);
export const dayMs = 86_400_000;
export const salt = "a-salt-of-enough-characters";

/** The section of pipeline.yml, with some of its tables. */
export const settingsWith = (tables: Record<string, object> = usualTables.tables, more: object = {}): ProductDatabase =>
  productDatabase.parse({ tables, ...more });

export const copy = (
  lake: MemoryLake,
  address: Address,
  settings: ProductDatabase = settingsWith(),
  now = noon,
): Promise<Snapshot> => takeSnapshot(settings, { salt, ...address }, { lake, now });

export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Lines of a table as of a day. */
export const linesOf = (lake: MemoryLake, table: string, now = noon): string[] =>
  lake
    .text(`raw/snapshots/${table}/taken=${dayOf(now)}/part-0.ndjson.gz`)
    .split("\n")
    .slice(0, -1);

export const rowsOf = (lake: MemoryLake, table: string, now = noon): unknown[] =>
  linesOf(lake, table, now).map((line) => JSON.parse(line) as unknown);
