import { aLakeWith, runExport, runLake, type RawLine } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

export const noon = Date.UTC(2026, 10, 20, 12);
export const second = noon / 1000;

export const exportOf = async (lines: readonly RawLine[], prepare: (lake: MemoryLake) => void = () => undefined) => {
  const lake = aLakeWith(lines);
  prepare(lake);
  await runLake(lake);
  await runExport(lake);
  return lake;
};

export const snapshot = (lake: MemoryLake, table: string, rows: unknown[], taken = "2026-11-20") =>
  lake.lines(`raw/snapshots/${table}/taken=${taken}/part-0.ndjson.gz`, rows);

export const anOrder = (facts: RawLine = {}) => ({
  order_id: "order-1",
  user_id: "kim",
  ordered_at: noon,
  status: "paid",
  ...facts,
});
export const anOrderItem = (facts: RawLine = {}) => ({
  order_id: "order-1",
  line: 1,
  product_id: "tent",
  quantity: 2,
  price: 10,
  ...facts,
});
export const aProduct = (facts: RawLine = {}) => ({
  product_id: "tent",
  name_ko: "텐트",
  name_en: "Tent",
  category_l1: "camping",
  category_l2: "tents",
  category_l3: null,
  price: 120000,
  available: 1,
  created_at: 1_700_000_000_000,
  updated_at: 1_700_000_000_000,
  ...facts,
});
