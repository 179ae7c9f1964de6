import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { memoryLake } from "../memory-lake.ts";
import { copy, dayMs, linesOf, noon, rowsOf, salt, settingsWith } from "./given.ts";

let folder: string;
let path: string;
let shop: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-shop-"));
  path = join(folder, "shop.sqlite");
  shop = new DatabaseSync(path);
  shop.exec(`pragma journal_mode = wal;
    create table products(product_id text primary key, name_ko text, price integer, updated_at integer, deleted integer,
      margin real);
    create table users(user_id text primary key, password text, updated_at integer);
    create table orders(order_id text primary key, user_id text, ordered_at integer, status text);
    create table order_items(order_id text, line integer, product_id text, primary key(order_id, line));`);
});
afterEach(() => {
  shop.close();
  rmSync(folder, { recursive: true, force: true });
});

const sell = (id: string, facts: { price?: number; updatedAt?: number; deleted?: number } = {}) =>
  shop
    .prepare("insert or replace into products values (?, '텐트', ?, ?, ?, 0.5)")
    .run(id, facts.price ?? 1, facts.updatedAt ?? noon, facts.deleted ?? 0);

const incremental = settingsWith({ products: { copy: "incremental" } });

describe("a copy of the product database", () => {
  it("takes each table row by row in the order of keys, only what the ETL reads, and the manifest last", async () => {
    const lake = memoryLake();
    shop.exec("begin");
    for (let n = 0; n < 12_000; n += 1) sell(`p${String(n).padStart(5, "0")}`);
    shop.exec("insert into users values ('kim', 'secret', 1700000000); commit");

    expect(await copy(lake, { path })).toEqual({
      taken: "2026-11-21",
      database: "sqlite",
      tables: {
        products: { copy: "full", rows: 12_000, deleted: 0, read: 12_000 },
        users: { copy: "full", rows: 1, deleted: 0, read: 1 },
        orders: { copy: "full", rows: 0, deleted: 0, read: 0 },
        order_items: { copy: "full", rows: 0, deleted: 0, read: 0 },
      },
    });
    expect(linesOf(lake, "products")).toHaveLength(12_000);
    expect(linesOf(lake, "products")[0]).toBe(
      `{"product_id":"p00000","name_ko":"텐트","price":1,"updated_at":${noon}}`,
    );
    expect(rowsOf(lake, "users")).toEqual([{ user_id: "kim", updated_at: 1_700_000_000_000 }]);
    expect(lake.writes.at(-1)).toBe("raw/snapshots/taken=2026-11-21.json");
  });

  it("leaves an unchanged table alone when it is taken again", async () => {
    const lake = memoryLake();
    sell("tent");
    await copy(lake, { path });
    lake.forget();

    await copy(lake, { path });

    expect(lake.writes).toEqual(["raw/snapshots/taken=2026-11-21.json"]);
  });

  it("remembers products that are gone, whether the shop says so or took them out, and nothing else of them", async () => {
    const lake = memoryLake();
    sell("axe");
    sell("lamp");
    sell("tent");
    await copy(lake, { path }, settingsWith(), noon - dayMs);
    sell("lamp", { deleted: 1 });
    shop.exec("delete from products where product_id = 'tent'");

    await copy(lake, { path });

    expect(rowsOf(lake, "products")).toEqual([
      expect.objectContaining({ product_id: "axe" }),
      { product_id: "lamp", deleted: true },
      { product_id: "tent", deleted: true },
    ]);
  });

  it("reads only what changed when it is incremental, and all of it again when that is due", async () => {
    const lake = memoryLake();
    for (const id of ["axe", "lamp", "tent"]) sell(id, { updatedAt: noon - 30 * dayMs });
    sell("rope", { updatedAt: noon - 10 * dayMs });
    await copy(lake, { path }, incremental, noon - dayMs);
    sell("lamp", { price: 2, updatedAt: noon - 60_000 });
    sell("axe", { deleted: 1, updatedAt: noon - 60_000 });

    const taken = await copy(lake, { path }, incremental);
    const later = await copy(lake, { path }, incremental, noon + 7 * dayMs);

    expect(taken).toMatchObject({ tables: { products: { copy: "incremental", read: 3, rows: 4, deleted: 1 } } });
    expect(rowsOf(lake, "products")).toEqual([
      { product_id: "axe", deleted: true },
      expect.objectContaining({ product_id: "lamp", price: 2 }),
      expect.objectContaining({ product_id: "rope", price: 1 }),
      expect.objectContaining({ product_id: "tent", price: 1 }),
    ]);
    expect(later).toMatchObject({ tables: { products: { copy: "full", read: 4, rows: 4 } } });
    expect(linesOf(lake, "products", noon + 7 * dayMs)).toEqual(linesOf(lake, "products"));
  });

  it("reads all of it again when the configuration would make other lines", async () => {
    const lake = memoryLake();
    sell("tent");
    await copy(lake, { path }, incremental, noon - dayMs);
    const columns = { product_id: "product_id", price: "margin" };

    await copy(lake, { path }, settingsWith({ products: { copy: "incremental", columns } }));

    expect(linesOf(lake, "products")).toEqual(['{"product_id":"tent","price":0.5}']);
  });

  it("takes the columns that are chosen, under the lake's names, and hashes what is named", async () => {
    const lake = memoryLake();
    shop.exec(`create table members(no integer primary key, mail text, born text);
      insert into members values (7, 'kim@example.com', '1990-01-01')`);
    const members = { from: "members", key: ["id"], columns: { id: "no", mail: "mail" }, hash: ["mail"] };

    await copy(lake, { path }, settingsWith({ members }));

    const mail = createHash("sha256").update(`${salt}kim@example.com`).digest("hex");
    expect(rowsOf(lake, "members")).toEqual([{ id: 7, mail }]);
    expect(await copy(lake, { path, salt: "another-salt-of-length" }, settingsWith({ members }))).toBeDefined();
    expect(rowsOf(lake, "members")).not.toEqual([{ id: 7, mail }]);
  });

  it.each<[string, object, string]>([
    [
      "a table it does not have",
      { products: { from: "goods" } },
      "the database has no table goods, or does not show it to this user; it has order_items, orders, products, users",
    ],
    [
      "a table that is spelled otherwise",
      { products: { from: "product" } },
      'the database has no table product, or does not show it to this user; did you mean "products"? it has order_items, ',
    ],
    [
      "a column it does not have",
      { products: { columns: { product_id: "produkt_id" } } },
      'productDatabase.tables.products: products has no column produkt_id; did you mean "product_id"?',
    ],
    [
      "a key that does not tell rows apart",
      { order_items: { key: ["order_id"] } },
      "2 rows of order_items have one order_id",
    ],
    ["no column of the key", { products: { from: "users" } }, "product_id is needed and users has none"],
  ])("refuses %s, and writes nothing", async (_, tables, message) => {
    const lake = memoryLake();
    shop.exec("insert into order_items values ('o', 1, 'tent'), ('o', 2, 'lamp')");

    await expect(copy(lake, { path }, settingsWith(tables as Record<string, object>))).rejects.toThrow(message);
    expect(lake.writes).toEqual([]);
  });

  it("refuses to hash without a salt", async () => {
    const settings = settingsWith({ users: { hash: ["user_id"] } });

    await expect(copy(memoryLake(), { path, salt: "short" }, settings)).rejects.toThrow("PRODUCT_DB_SALT");
  });

  it("skips a shop without a database, and says why", async () => {
    const lake = memoryLake();

    expect(await copy(lake, {})).toEqual({ skipped: "neither PRODUCT_DB_URL nor PRODUCT_DB is set" });
    expect(await copy(lake, { path: join(folder, "none") })).toEqual({
      skipped: "PRODUCT_DB names a file that does not exist",
    });
    expect(lake.keys()).toEqual([]);
  });

  const nobody = "postgresql://shop:pa%24%24word@127.0.0.1:1/shop";

  it("goes on with the last copy when the database cannot be read, as long as that is young enough", async () => {
    const lake = memoryLake();
    sell("tent");
    await copy(lake, { path }, settingsWith(), noon - dayMs);

    const again = copy(lake, { url: nobody });
    const tooOld = copy(lake, { url: nobody }, settingsWith(undefined, { within: "0h" }));

    expect(await again).toEqual({ failed: expect.stringContaining("ECONNREFUSED"), using: "2026-11-20" });
    await expect(tooOld).rejects.toThrow("the product database could not be copied: connect ECONNREFUSED");
  });

  it("never tells the address or its password", async () => {
    const url = "postgresql://shop:pa%24%24word@ nowhere/shop";

    for (const wrong of [url, "oracle://shop:pa%24%24word@there", nobody])
      await expect(copy(memoryLake(), { url: wrong })).rejects.toThrow(/^(?!.*pa(%24|\$))/);
  });
});
