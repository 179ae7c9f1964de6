import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { memoryLake } from "../memory-lake.ts";
import { copy, dayMs, linesOf, noon, settingsWith } from "./given.ts";

/** What a shop does between two copies. Rows say when they were touched; one that is gone says so. */
const act = fc.record({
  product: fc.integer({ min: 0, max: 8 }),
  price: fc.integer({ min: 1, max: 99 }),
  deleted: fc.boolean(),
  /** Seconds before the copy that follows; some transactions began before the last copy and ended after it. */
  ago: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 86_400, max: 89_400 })),
});
const days = fc.array(fc.array(act, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
const full = settingsWith({ products: {} });
const incremental = settingsWith({ products: { copy: "incremental", fullEvery: "9d" } });

describe("incremental copies", () => {
  it("hold what full copies hold, whatever changed in between", async () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-shop-"));
    let shops = 0;
    try {
      await fc.assert(
        fc.asyncProperty(days, async (history) => {
          const path = join(folder, `${(shops += 1)}.sqlite`);
          const shop = new DatabaseSync(path);
          shop.exec(
            "create table products(product_id text primary key, price integer, updated_at integer, deleted integer)",
          );
          const put = shop.prepare("insert or replace into products values (?, ?, ?, ?)");
          put.run("p-first", 1, noon - 90 * dayMs, 0);
          const [whole, merged] = [memoryLake(), memoryLake()];
          for (const [index, acts] of history.entries()) {
            const now = noon + index * dayMs;
            for (const { product, price, deleted, ago } of acts)
              put.run(`p${product}`, price, now - ago * 1000, Number(deleted));
            await copy(whole, { path }, full, now);
            await copy(merged, { path }, incremental, now);
            expect(linesOf(merged, "products", now)).toEqual(linesOf(whole, "products", now));
          }
          shop.close();
        }),
        { numRuns: 15 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
