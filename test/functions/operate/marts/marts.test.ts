import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { ShownMarts } from "@millrace/core/domain/shown-marts";
import { readMarts } from "../../../../functions/operate/marts/marts.ts";
import { aBook, aDay, aList, anItem, aTerm, daysAgo, generatedAt, visitsOf } from "./given.ts";

const keys = ["shop", "funnel", "top-items", "keywords", "recommendations", "quality"].map(
  (name) => `marts/${name}.json`,
);

const given = (objects: Record<string, unknown> = {}) => {
  const asked: string[] = [];
  const read = async <T>(key: string): Promise<T | undefined> => {
    asked.push(key);
    return objects[key] as T | undefined;
  };
  return { asked, read };
};

describe("the marts' page", () => {
  it("reads six objects and no other, and is null where the lake job has written nothing", async () => {
    const { asked, read } = given();

    expect(await readMarts(read)).toEqual({
      shop: null,
      topItems: null,
      keywords: null,
      recommendations: null,
      quality: null,
    } satisfies ShownMarts);
    expect(new Set(asked)).toEqual(new Set(keys));
    expect(asked).toHaveLength(keys.length);
  });

  it("reads what its role allows", () => {
    const roles = readFileSync(join(import.meta.dirname, "../../../../functions/operate/roles.yml"), "utf8");
    const allowed = [...roles.matchAll(/-lake\/(marts\/\S+)/g)].map(([, key]) => key);
    expect(new Set(allowed)).toEqual(new Set([...keys, "marts/counts.json"]));
  });

  it("tells of each of the newest day's ten where it stood on the day before that had any", async () => {
    const items = [
      anItem(daysAgo(3), 1, "stove"),
      anItem(daysAgo(1), 1, "lamp"),
      anItem(daysAgo(1), 2, "tent"),
      anItem(daysAgo(0), 2, "lamp"),
      anItem(daysAgo(0), 1, "tent", { name: null }),
      anItem(daysAgo(0), 3, "stove"),
      anItem("2099-01-01", 1, "future"),
    ];
    const { topItems } = await readMarts(given({ "marts/top-items.json": { generatedAt, items } }).read);

    expect(topItems).toMatchObject({ day: daysAgo(0), isOpen: true, dayBefore: daysAgo(1) });
    expect(topItems?.items.map(({ item_id, placeBefore }) => [item_id, placeBefore])).toEqual([
      ["tent", 2],
      ["lamp", 1],
      ["stove", null],
    ]);
  });

  it("sums refusals of the shown days by reason, the most frequent first", async () => {
    const days = Array.from({ length: 20 }, (_, ago) => aDay(daysAgo(ago)));
    const refusals = [
      { day: daysAgo(19), reason: "forgotten", events: 99 },
      { day: daysAgo(2), reason: "missing", events: 2 },
      { day: daysAgo(1), reason: "missing", events: 2 },
      { day: daysAgo(1), reason: "too_old", events: 5 },
    ];
    const { quality } = await readMarts(given({ "marts/quality.json": { generatedAt, days, refusals } }).read);

    expect(quality?.days.map(({ day }) => day)).toEqual(Array.from({ length: 14 }, (_, at) => daysAgo(13 - at)));
    expect(quality?.refusals).toEqual([
      { reason: "too_old", events: 5 },
      { reason: "missing", events: 4 },
    ]);
  });

  it("stays small, however much the marts hold", async () => {
    const many = Array.from({ length: 5000 }, (_, at) => at);
    const long = "긴".repeat(5000);
    const terms = many.map((at) => ({ ...aTerm(`${long}${at}`), searches_before: 0, growth: 2 }));
    const { read } = given({
      "marts/shop.json": { generatedAt, days: many.map((ago) => aBook(daysAgo(ago))) },
      "marts/funnel.json": { generatedAt, days: many.map((ago) => visitsOf(daysAgo(ago))) },
      "marts/top-items.json": {
        generatedAt,
        items: many.map((at) => anItem(daysAgo(0), at, `${long}${at}`, { name: long, name_en: long })),
      },
      "marts/keywords.json": { generatedAt, keywords: terms, rising: terms },
      "marts/recommendations.json": {
        generatedAt,
        days: many.map((at) => aList({ placement: `${long}${at}`, variant: long, model: long })),
        orders: [],
      },
      "marts/quality.json": {
        generatedAt,
        days: many.map((ago) => aDay(daysAgo(ago))),
        refusals: many.map((at) => ({ day: daysAgo(0), reason: `${at}${long}`, events: 1 })),
      },
    });

    const shown = await readMarts(read);

    expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(200_000);
    expect(shown.keywords?.known).toEqual({ keywords: 5000, rising: 5000 });
    expect(shown.keywords?.keywords).toHaveLength(60);
    expect(shown.keywords?.rising).toHaveLength(15);
    expect(shown.topItems?.items).toHaveLength(10);
  });

  it("cuts no letter in two", async () => {
    const keywords = [aTerm(`a${"🦊".repeat(200)}`)];
    const { keywords: shown } = await readMarts(
      given({ "marts/keywords.json": { generatedAt, keywords, rising: [] } }).read,
    );
    expect(shown?.keywords[0]?.search_term.isWellFormed()).toBe(true);
  });
});
