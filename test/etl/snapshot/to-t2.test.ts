import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, exported, runExport, runLake } from "../given.ts";
import { copy, dayMs, noon, settingsWith } from "./given.ts";

const at = noon - dayMs;
const second = at / 1000;

describe("what the product database says, in T2", () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "millrace-shop-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const aShop = (statements: string): string => {
    const path = join(folder, `${Math.random()}.sqlite`);
    const database = new DatabaseSync(path);
    database.exec(`create table products(product_id text primary key, name_ko text, deleted integer default 0);
      create table users(user_id text primary key, deleted integer default 0);
      create table orders(order_id text primary key, user_id text, ordered_at integer, status text, deleted integer default 0);
      create table order_items(order_id text, line integer, product_id text, quantity integer, price integer);
      ${statements}`);
    database.close();
    return path;
  };

  const exportedFrom = async (path: string, events: Record<string, unknown>[] = []) => {
    const lake = aLakeWith(events.map((event) => aLine({ event_time: at, ...event })));
    await runLake(lake);
    const settings = settingsWith();
    await copy(lake, { path }, settings);
    await runExport(lake);
    return lake;
  };

  it("leaves out a product and a person that were deleted there, whatever clicks say of them", async () => {
    const lake = await exportedFrom(
      aShop(`insert into products(product_id, name_ko, deleted) values ('tent', '텐트', 0), ('lamp', '램프', 1);
        insert into users values ('kim', 0), ('lee', 1);`),
      [
        { user_id: "kim", item_id: "tent" },
        { user_id: "kim", item_id: "lamp" },
        { user_id: "lee", item_id: "tent" },
      ],
    );

    expect(exported(lake, "interactions")).toEqual([`kim,tent,${second},View,`]);
    expect(exported(lake, "items")).toEqual([expect.stringMatching(/^tent,텐트,/)]);
    expect(exported(lake, "users")).toEqual(["kim,,"]);
  });

  it("counts an order once: not when it was cancelled or refunded, not again when clicks tell of it too", async () => {
    const lake = await exportedFrom(
      aShop(`insert into orders(order_id, user_id, ordered_at, status, deleted) values
          ('o1', 'kim', ${at}, 'paid', 0), ('o2', 'kim', ${at}, 'cancelled', 0), ('o3', 'kim', ${at}, 'Refunded', 0),
          ('o4', 'kim', ${at}, 'paid', 1);
        insert into order_items values ('o1', 1, 'tent', 2, 10), ('o2', 1, 'lamp', 1, 5), ('o3', 1, 'rope', 1, 5),
          ('o4', 1, 'axe', 1, 5);`),
      [
        { event_name: "purchase", user_id: "kim", transaction_id: "o1", item_id: "tent", event_time: at + 90_000 },
        { event_name: "purchase", user_id: "kim", transaction_id: "o2", item_id: "lamp", event_time: at + 90_000 },
        { event_name: "purchase", user_id: "kim", transaction_id: "elsewhere", item_id: "stove" },
      ],
    );

    expect(exported(lake, "interactions")).toEqual([
      `kim,stove,${second},Purchase,`,
      `kim,tent,${second},Purchase,20.0`,
    ]);
  });

  it("is as the last whole copy has it: tables of a copy that was cut off are not read", async () => {
    const lake = await exportedFrom(aShop("insert into products(product_id, name_ko) values ('tent', '텐트')"));
    lake.lines("raw/snapshots/products/taken=2026-11-22/part-0.ndjson.gz", [{ product_id: "half" }]);

    await runExport(lake, "2026-11-22");

    expect(exported(lake, "items", "2026-11-22")).toEqual([expect.stringMatching(/^tent,/)]);
  });

  it("takes yes and no as databases without a type for it write them", async () => {
    const lake = await exportedFrom(
      aShop(`alter table products add column available text;
        insert into products(product_id, available) values ('tent', 'Y'), ('lamp', 'N'), ('rope', 'true'), ('axe', 'off');`),
    );
    const available = exported(lake, "items").map((line) => [line.split(",")[0], line.split(",")[7]]);
    expect(available).toEqual([
      ["axe", "no"],
      ["lamp", "no"],
      ["rope", "yes"],
      ["tent", "yes"],
    ]);
  });

  it("is refused when a column holds what the lake has no such thing as, and tells which", async () => {
    const path = aShop(`alter table products add column available text;
      insert into products(product_id, available) values ('tent', 'in stock'), ('lamp', 'sold out'), ('rope', '1');`);
    await expect(exportedFrom(path)).rejects.toThrow(
      /2 of 3 rows of raw\/snapshots\/products\/.* do not fit the lake's table \(wrong_type at available\): .*productDatabase\.tables\.products.*quarantine/,
    );
  });

  it("goes on without a row among many that is a slip of the shop's", async () => {
    const others = Array.from({ length: 20 }, (_, n) => `('p${n}', '1')`).join(", ");
    const lake = await exportedFrom(
      aShop(`alter table products add column available text;
        insert into products(product_id, available) values ${others}, ('tent', 'maybe');`),
    );
    expect(exported(lake, "items")).toHaveLength(20);
    expect(lake.keys("quarantine/reason=wrong_type/")).toHaveLength(1);
  });
});
