import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { takeSnapshot } from "../../etl/snapshot.ts";
import { memoryLake } from "./memory-lake.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-shop-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aShop = (products: number): string => {
  const path = join(folder, "shop.sqlite");
  const database = new DatabaseSync(path);
  database.exec(`pragma journal_mode = wal;
    create table products(product_id text primary key, name_ko text, price integer);
    create table users(user_id text primary key, joined_at integer);
    create table orders(order_id text primary key, user_id text, ordered_at integer, status text);
    create table order_items(order_id text, line integer, product_id text, primary key(order_id, line));`);
  const insert = database.prepare("insert into products values (?, ?, ?)");
  for (let n = 0; n < products; n += 1) insert.run(`p${n}`, "텐트", n);
  database.close();
  return path;
};

describe("takeSnapshot", () => {
  it("photographs each table, row by row, and leaves an unchanged one alone", async () => {
    const lake = memoryLake();
    const path = aShop(12_000);

    expect(await takeSnapshot(path, "2026-11-21", lake)).toEqual({
      taken: "2026-11-21",
      rows: { products: 12_000, users: 0, orders: 0, order_items: 0 },
    });

    const lines = lake.text("raw/snapshots/products/taken=2026-11-21/part-0.ndjson.gz").trimEnd().split("\n");
    expect(lines).toHaveLength(12_000);
    expect(lines[0]).toBe('{"product_id":"p0","name_ko":"텐트","price":0}');
    expect(lake.keys()).toHaveLength(4);
    lake.forget();
    await takeSnapshot(path, "2026-11-21", lake);
    expect(lake.writes).toEqual([]);
  });

  it("skips a shop without a database, and says why", async () => {
    const lake = memoryLake();

    expect(await takeSnapshot(undefined, "2026-11-21", lake)).toEqual({ skipped: "PRODUCT_DB is not set" });
    expect(await takeSnapshot(join(folder, "none"), "2026-11-21", lake)).toEqual({
      skipped: "PRODUCT_DB names a file that does not exist",
    });
    expect(lake.keys()).toEqual([]);
  });
});
