import { beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, runLake } from "../given.ts";
import type { MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

/** What one visitor did in one visit, a minute apart; a search is written with a question mark. */
const visit = (visitor: string, acts: string[], facts: Record<string, unknown> = {}, start = noon) =>
  acts.map((act, minute) =>
    aLine({
      event_name: act.startsWith("?") ? "search" : act,
      ...(act.startsWith("?") && { search_term: act.slice(1), item_id: undefined }),
      event_time: start + minute * 60_000,
      anonymous_id: visitor,
      session_id: `visit-of-${visitor}`,
      ...facts,
    }),
  );

const lake: MemoryLake = aLakeWith([
  ...visit("kim", ["view_item", "? Tent ", "view_item", "add_to_cart"]),
  ...visit("lee", ["?TENT"]),
  ...visit("choi", ["?lamp", "?stove", "select_item", "add_to_wishlist"]),
  ...visit("park", ["?stove"]),
  ...visit("crawler", ["?stove", "view_item"], { is_bot: true }),
  ...visit("yun", ["?lamp", "?  "], {}, noon - 8 * day),
  ...visit("han", ["?forgotten"], {}, noon - 20 * day),
]);
beforeAll(() => runLake(lake));

const nothing = { product_clicks: 0, likes: 0, carts: 0 };

describe("keyword performance", () => {
  it("grades each term of a day by what came of its searches, until the next one, in the same visit", async () => {
    const today = "marts/keyword_performance/event_date=2026-11-20/";
    expect(await parquetRows(lake, today)).toEqual([
      { ...nothing, search_term: "lamp", searches: 1, people: 1, searches_without_click: 1, score: 0, grade: "bad" },
      {
        ...nothing,
        search_term: "stove",
        searches: 2,
        people: 2,
        product_clicks: 1,
        likes: 1,
        searches_without_click: 1,
        score: 1.5,
        grade: "normal",
      },
      {
        ...nothing,
        search_term: "tent",
        searches: 2,
        people: 2,
        product_clicks: 1,
        carts: 1,
        searches_without_click: 1,
        score: 2,
        grade: "good",
      },
    ]);
  });

  it("has a partition for each day with a search, and none for what has no words", () => {
    const dates = lake.keys("marts/keyword_performance/").map((key) => /event_date=([^/]+)/.exec(key)?.[1]);
    expect(dates).toEqual(["2026-10-31", "2026-11-12", "2026-11-20"]);
  });
});

describe("keywords of the week", () => {
  it("are those of the last seven days, the most searched first, with their grade", () => {
    expect(lake.json("marts/keywords.json")).toMatchObject({
      keywords: [
        { search_term: "stove", searches: 2, product_clicks: 1, likes: 1, carts: 0, score: 1.5, grade: "normal" },
        { search_term: "tent", searches: 2, product_clicks: 1, likes: 0, carts: 1, score: 2, grade: "good" },
        { search_term: "lamp", searches: 1, product_clicks: 0, likes: 0, carts: 0, score: 0, grade: "bad" },
      ],
    });
  });
});

describe("rising keywords", () => {
  it("are those searched more than in the week before, by how much more", () => {
    const { rising } = lake.json("marts/keywords.json") as { rising: unknown };
    expect(rising).toEqual([
      { search_term: "stove", searches: 2, searches_before: 0, growth: 3 },
      { search_term: "tent", searches: 2, searches_before: 0, growth: 3 },
    ]);
  });
});
