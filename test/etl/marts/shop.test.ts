import { beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, runLake } from "../given.ts";
import type { MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

const visit = (session_id: string, ...names: string[]) =>
  names.map((event_name) => aLine({ event_name, session_id, is_bot: session_id === "crawler" }));

const lake: MemoryLake = aLakeWith([
  ...visit("first", "page_view", "view_item", "view_item", "add_to_cart"),
  ...visit("second", "view_item"),
  ...visit("third", "page_view"),
  ...visit("crawler", "view_item"),
  aLine({ session_id: "yesterday", event_time: noon - day }),
]);
lake.lines("raw/snapshots/orders/taken=2026-11-20/part-0.ndjson.gz", [
  { order_id: "o-1", user_id: "kim", ordered_at: noon, status: "paid" },
  { order_id: "o-2", user_id: "kim", ordered_at: noon + 1, status: "Paid" },
  { order_id: "o-3", user_id: "lee", ordered_at: noon + 2, status: "Refunded" },
  { order_id: "o-4", user_id: "lee", ordered_at: noon - 2 * day },
]);
lake.lines("raw/snapshots/order_items/taken=2026-11-20/part-0.ndjson.gz", [
  { order_id: "o-1", line: 1, product_id: "tent", quantity: 2, price: 0.1 },
  { order_id: "o-1", line: 2, product_id: "lamp", price: 0.2 },
  { order_id: "o-2", line: 1, product_id: "lamp", quantity: 1, price: 10 },
  { order_id: "o-3", line: 1, product_id: "lamp", quantity: 9, price: 10 },
]);
beforeAll(() => runLake(lake));

describe("the shop's totals", () => {
  it("are the shop's own books by day: what was taken back is counted apart, and earns nothing", async () => {
    const days = [
      { day: "2026-11-18", orders: 1, void_orders: 0, buyers: 1, units: 0, revenue: 0 },
      { day: "2026-11-20", orders: 2, void_orders: 1, buyers: 1, units: 4, revenue: 10.4 },
    ];
    expect(await parquetRows(lake, "marts/shop_totals/")).toEqual(days);
    expect(lake.json("marts/shop.json")).toEqual({ generatedAt: noon, days });
  });
});

describe("the funnel", () => {
  it("narrows from visits to orders, day by day", async () => {
    const days = [
      { event_date: "2026-11-19", sessions: 1, sessions_with_view: 1, sessions_with_cart: 0, orders: 0 },
      { event_date: "2026-11-20", sessions: 3, sessions_with_view: 2, sessions_with_cart: 1, orders: 2 },
    ];
    expect(await parquetRows(lake, "marts/funnel/")).toEqual(days);
    expect(lake.json("marts/funnel.json")).toEqual({ generatedAt: noon, days });
  });
});
