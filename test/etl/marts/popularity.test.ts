import { beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, runLake } from "../given.ts";
import type { MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

const act = (visitor: string, event_name: string, item_id: string | undefined, facts: Record<string, unknown> = {}) =>
  aLine({ anonymous_id: visitor, event_name, item_id, ...facts });

const lake: MemoryLake = aLakeWith([
  act("kim", "view_item", "tent"),
  act("kim", "select_item", "tent"),
  act("lee", "view_item", "tent", { event_time: noon + 1000 }),
  act("kim", "add_to_cart", "lamp"),
  act("lee", "purchase", undefined, { transaction_id: "t", items: [{ item_id: "lamp" }, { item_id: "rope" }] }),
  act("park", "add_to_wishlist", "rope"),
  act("crawler", "view_item", "rope", { is_bot: true }),
  act("shy", "view_item", "rope", { consent: { personalization: "denied" } }),
  act("park", "scroll", "tent"),
  act("kim", "view_item", "rope", { event_time: noon - day }),
  act("kim", "view_item", "old", { event_time: noon - 15 * day }),
]);
lake.lines("raw/snapshots/products/taken=2026-11-20/part-0.ndjson.gz", [
  { product_id: "tent", name_ko: "텐트", name_en: "Tent", category_l1: "camp", price: 100, available: 1 },
  { product_id: "lamp", name_ko: "램프", name_en: "Lamp", category_l1: "camp", price: 9.5, available: 0 },
]);
beforeAll(() => runLake(lake));

const none = { views: 0, clicks: 0, carts: 0, wishes: 0, purchases: 0 };

describe("item popularity", () => {
  it("counts people and acts of each item and day, without bots and those who refused", async () => {
    expect(await parquetRows(lake, "marts/item_popularity/event_date=2026-11-20/")).toEqual([
      { ...none, item_id: "lamp", people: 2, carts: 1, purchases: 1 },
      { ...none, item_id: "rope", people: 2, wishes: 1, purchases: 1 },
      { ...none, item_id: "tent", people: 2, views: 2, clicks: 1 },
    ]);
  });
});

describe("the popular items", () => {
  it("are the available ones of the last fourteen days, by how many people took an interest", () => {
    const unknown = { name: null, name_en: null, category_l1: null, price: null };
    expect(lake.json("marts/popular.json")).toEqual({
      generatedAt: noon,
      items: [
        { ...unknown, item_id: "rope", score: 3, available: true },
        {
          item_id: "tent",
          score: 2,
          name: "텐트",
          name_en: "Tent",
          category_l1: "camp",
          price: 100,
          available: true,
        },
      ],
    });
  });
});

describe("the top items of each day", () => {
  it("are placed by people, then by looks, for the last fourteen days", () => {
    const { items } = lake.json("marts/top-items.json") as { items: Record<string, unknown>[] };
    expect(items.map(({ event_date, place, item_id, people }) => [event_date, place, item_id, people])).toEqual([
      ["2026-11-19", 1, "rope", 1],
      ["2026-11-20", 1, "tent", 2],
      ["2026-11-20", 2, "lamp", 2],
      ["2026-11-20", 3, "rope", 2],
    ]);
    expect(items[1]).toEqual({
      event_date: "2026-11-20",
      place: 1,
      item_id: "tent",
      name: "텐트",
      name_en: "Tent",
      people: 2,
      views: 2,
      carts: 0,
    });
  });
});
