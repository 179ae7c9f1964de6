import { DatabaseSync } from "node:sqlite";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import { writeDatabase } from "../../../scripts/petshop/database.ts";
import { makeShop } from "../../../scripts/petshop/shop.ts";

const now = Date.UTC(2026, 10, 21);
const shop = makeShop(7, now);

describe("the pet shop", () => {
  it("has 600 products in both languages, 3,000 visitors and about 150,000 events", () => {
    expect(shop.products).toHaveLength(600);
    expect(new Set(shop.products.map(({ product_id }) => product_id)).size).toBe(600);
    expect(
      shop.products.every(({ name_ko, name_en }) => /[가-힣]/.test(name_ko) && /^[\x20-\x7e]+$/.test(name_en)),
    ).toBe(true);
    expect(shop.visitors).toHaveLength(3_000);
    expect(shop.events.length).toBeGreaterThan(130_000);
    expect(shop.events.length).toBeLessThan(170_000);
  });

  it("is the same for the same seed and another for another", () => {
    expect(makeShop(7, now).events.slice(0, 1_000)).toEqual(shop.events.slice(0, 1_000));
    expect(makeShop(8, now).events[0]).not.toEqual(shop.events[0]);
  });

  it("says only what the collector accepts, in order, within thirty days, each event once", () => {
    expect(shop.events.filter((event) => !parseEvent(event).ok)).toEqual([]);
    expect(new Set(shop.events.map(({ event_id }) => event_id)).size).toBe(shop.events.length);
    const times = shop.events.map(({ event_ts }) => event_ts);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times[0]).toBeGreaterThan(now - 32 * 86_400_000);
    expect(times.at(-1)).toBeLessThan(now);
  });

  it("keeps purchases to its database", () => {
    expect(shop.events.some(({ event_name }) => event_name === "purchase")).toBe(false);
    const path = join(mkdtempSync(join(tmpdir(), "petshop-")), "shop.sqlite");
    writeDatabase(path, shop);
    const database = new DatabaseSync(path, { readOnly: true });
    const count = (table: string): unknown => database.prepare(`select count(*) as n from ${table}`).get()?.["n"];
    expect([count("products"), count("orders")]).toEqual([600, shop.purchases.length]);
    expect(count("order_items")).toBe(shop.purchases.reduce((sum, { lines }) => sum + lines.length, 0));
    database.close();
  });

  it("has visitors with tastes: those who keep a cat look at cats", () => {
    const kind = new Map(shop.products.map(({ product_id, category_l1 }) => [product_id, category_l1]));
    const views = new Map<string, string[]>();
    for (const { event_name, anonymous_id = "", item_id = "" } of shop.events)
      if (event_name === "view_item")
        views.set(anonymous_id, [...(views.get(anonymous_id) ?? []), kind.get(item_id) ?? ""]);
    const shares = [...views.values()]
      .filter((seen) => seen.length >= 20)
      .map(
        (seen) =>
          Math.max(...["dog", "cat", "small", "fish", "bird"].map((pet) => seen.filter((one) => one === pet).length)) /
          seen.length,
      );
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.85);
  });
});
