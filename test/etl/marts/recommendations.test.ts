import { beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, runLake } from "../given.ts";
import type { MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;

/** An act on a list of an experiment's variant; `minutes` after noon. */
const act = (user_id: string, event_name: string, minutes: number, facts: Record<string, unknown> = {}) =>
  aLine({
    user_id,
    event_name,
    event_time: noon + minutes * 60_000,
    recommendation: { id: `list-of-${user_id}`, strategy: "home", variant: "a", source: "live", model: "m1" },
    ...facts,
  });
const plain = { recommendation: undefined };

const lake: MemoryLake = aLakeWith([
  act("kim", "recommendation_view", 0),
  act("kim", "recommendation_view", 1),
  act("kim", "recommendation_click", 2),
  act("kim", "select_item", 3),
  act("kim", "add_to_cart", 4, plain),
  act("lee", "view_item_list", 0),
  act("lee", "add_to_cart", 1, plain),
  act("lee", "recommendation_click", 2),
  act("park", "recommendation_view", 0, { recommendation: { id: "list-of-park" } }),
  act("cho", "recommendation_view", 0, {
    recommendation: { id: "list-of-cho", strategy: "home", variant: "a", source: "live", model: "m0" },
  }),
  act("crawler", "recommendation_click", 0, { is_bot: true }),
  act("kim", "view_item", 5, plain),
]);
lake.lines("raw/snapshots/orders/taken=2026-11-22/part-0.ndjson.gz", [
  { order_id: "soon", user_id: "kim", ordered_at: noon + hour, status: "paid" },
  { order_id: "before", user_id: "lee", ordered_at: noon - hour, status: "paid" },
  { order_id: "long-after", user_id: "lee", ordered_at: noon + 30 * hour, status: "paid" },
  { order_id: "taken-back", user_id: "lee", ordered_at: noon + hour, status: "cancelled" },
]);
lake.lines(
  "raw/snapshots/order_items/taken=2026-11-22/part-0.ndjson.gz",
  ["soon", "before", "long-after", "taken-back"].map((order_id) => ({ order_id, line: 1, product_id: "tent" })),
);
beforeAll(() => runLake(lake));

const home = { placement: "home", variant: "a", source: "live", model: "m1" };
const older = { ...home, model: "m0" };
const unnamed = { placement: "unknown", variant: "none", source: "unknown", model: "none" };

describe("recommendations", () => {
  const days = [
    { event_date: "2026-11-20", ...older, lists: 1, views: 1, clicks: 0, clicked_items: 0, carted_items: 0 },
    { event_date: "2026-11-20", ...home, lists: 2, views: 3, clicks: 3, clicked_items: 2, carted_items: 1 },
    { event_date: "2026-11-20", ...unnamed, lists: 1, views: 1, clicks: 0, clicked_items: 0, carted_items: 0 },
  ];

  it("are counted by day, placement, variant, source and model: shown, clicked, and carted after the click", async () => {
    expect(await parquetRows(lake, "marts/recommendations/")).toEqual(days);
    const [fewer, most, unknown] = days;
    expect(lake.json("marts/recommendations.json")).toMatchObject({ days: [most, fewer, unknown], leftOut: [] });
  });

  it("count as ordered what the same person ordered within a day of the click, unless it was taken back", () => {
    expect(lake.json("marts/recommendations.json")).toMatchObject({
      orders: [{ ...home, clicked_items: 2, ordered_items: 1 }],
      knownOrders: 1,
    });
  });
});

describe("recommendations of models that somebody makes up", () => {
  const dayMs = 24 * hour;
  const made = Array.from({ length: 230 }, (_, n) => `made-up-${String(n).padStart(3, "0")}`);
  /** An act of somebody of their own, with a list of that model. */
  const of = (event_name: string, model: string, event_time: number) =>
    aLine({
      anonymous_id: `${model}-${event_time}`,
      event_name,
      event_time,
      recommendation: { id: `list-${model}`, strategy: "home", source: "live", model },
    });
  const flooded: MemoryLake = aLakeWith([
    ...made.flatMap((model) => [of("recommendation_view", model, noon), of("recommendation_click", model, noon)]),
    ...Array.from({ length: 3 }, () => of("recommendation_view", "real", noon + 1000)),
    of("recommendation_click", "real", noon + 2000),
    of("recommendation_click", "real", noon + 3000),
    of("recommendation_view", "real", noon - 34 * dayMs),
    of("recommendation_view", "real", noon - 35 * dayMs),
  ]);
  const document = () =>
    flooded.json("marts/recommendations.json") as {
      days: { event_date: string; model: string; views: number }[];
      leftOut: unknown[];
      orders: { model: string; clicked_items: number }[];
      knownOrders: number;
    };
  beforeAll(() => runLake(flooded));

  it("leave the document at 200 rows a day, those seen most, of 35 days, and are counted there", () => {
    const { days, leftOut } = document();
    const newest = days.filter(({ event_date }) => event_date === "2026-11-20");

    expect(newest).toHaveLength(200);
    expect(newest.map(({ model }) => model)).toEqual(["real", ...made.slice(0, 199)]);
    expect(days.map(({ event_date }) => event_date)).toEqual(["2026-10-17", ...newest.map(() => "2026-11-20")]);
    expect(leftOut).toEqual([{ event_date: "2026-11-20", left_out: 31, views: 31, clicks: 31 }]);
  });

  it("leave it at 200 rows of orders, those of most clicked items", () => {
    const { orders, knownOrders } = document();
    expect(orders.map(({ model }) => model)).toEqual(["real", ...made.slice(0, 199)]);
    expect(knownOrders).toBe(231);
  });

  it("are all in the tables, in an order of their own", async () => {
    const rows = await parquetRows(flooded, "marts/recommendations/", "event_date, model");
    expect(rows).toEqual([
      { event_date: "2026-10-16", model: "real" },
      { event_date: "2026-10-17", model: "real" },
      ...[...made, "real"].map((model) => ({ event_date: "2026-11-20", model })),
    ]);
    expect(await parquetRows(flooded, "marts/recommendation_orders/", "model")).toEqual(
      [...made, "real"].map((model) => ({ model })),
    );
  });

  it("are the same bytes, whether days are made one after the other or at once", async () => {
    flooded.lines("raw/clicks/received=2026-11-21/hour=00/clicks-2.gz", [of("view_item", "real", noon - 2 * dayMs)]);
    await runLake(flooded);
    const byDays = flooded.objects.get("marts/recommendations/part-0.parquet");
    await runLake(flooded, { full: true });

    expect(flooded.objects.get("marts/recommendations/part-0.parquet")).toEqual(byDays);
  });
});
