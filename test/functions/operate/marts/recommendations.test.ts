import { describe, expect, it } from "@jest/globals";
import type { RecommendationsMart } from "@millrace/core/domain/marts";
import { shownRecommendations } from "../../../../functions/operate/marts/recommendations.ts";
import { aList, anOrder, daysAgo, generatedAt } from "./given.ts";

const show = (days: RecommendationsMart["days"], orders: RecommendationsMart["orders"] = []) =>
  shownRecommendations({ generatedAt, days, orders });

describe("what came of recommendations", () => {
  it("is one row per placement, variant and model, of all days and sources", () => {
    const shown = show(
      [aList(), aList({ source: "memory" }), aList({ event_date: daysAgo(1) }), aList({ model: "arn:m2", clicks: 0 })],
      [anOrder(), anOrder({ source: "memory" })],
    );

    expect(shown).toMatchObject({ from: daysAgo(13), to: daysAgo(0), leftOut: 0 });
    expect(shown?.placements[0]?.arms).toEqual([
      {
        variant: "none",
        model: "arn:m1",
        lists: 270,
        views: 300,
        clicks: 30,
        clicked: { value: 0.1, from: expect.closeTo(0.0709, 3), to: expect.closeTo(0.1391, 3) },
        clickedItems: 30,
        cartedItems: 12,
        carted: expect.objectContaining({ value: 0.4 }),
        orderable: 18,
        orderedItems: 6,
        ordered: expect.objectContaining({ value: 6 / 18 }),
      },
      expect.objectContaining({
        model: "arn:m2",
        clicked: expect.objectContaining({ value: 0, from: 0 }),
        ordered: null,
      }),
    ]);
  });

  it("compares each variant with the one seen most, across models, and not with lists of no variant", () => {
    const shown = show([
      aList({ variant: "a", views: 2000, clicks: 200 }),
      aList({ variant: "b", views: 800, clicks: 130 }),
      aList({ variant: "b", model: "arn:m2", views: 800, clicks: 130 }),
      aList({ variant: "none", views: 9000, clicks: 10 }),
    ]);
    const clicked = shown?.placements[0]?.comparisons.filter(({ measure }) => measure === "clicked");

    expect(clicked).toEqual([
      {
        measure: "clicked",
        variant: "b",
        beside: "a",
        difference: {
          value: expect.closeTo(0.0625, 6),
          from: expect.closeTo(0.0401, 3),
          to: expect.closeTo(0.0855, 3),
        },
      },
    ]);
  });

  it("has no interval where lists were clicked more often than they were seen", () => {
    expect(show([aList({ clicks: 101 })])?.placements[0]?.arms[0]).toMatchObject({ clicks: 101, clicked: null });
  });

  it("follows clicks per view day by day, and looks back fourteen days and no further", () => {
    const shown = show([aList(), aList({ event_date: daysAgo(14) }), aList({ event_date: "2099-01-01" })]);
    const days = shown?.placements[0]?.days;

    expect(days).toHaveLength(14);
    expect(days?.at(-1)).toEqual({ day: daysAgo(0), views: 100, clicks: 10 });
    expect(days?.[0]).toEqual({ day: daysAgo(13), views: 0, clicks: 0 });
    expect(shown?.placements[0]?.arms[0]?.views).toBe(100);
  });

  it("keeps what was seen most when somebody names thousands of placements, variants and models", () => {
    const noise = Array.from({ length: 3000 }, (_, at) => at);
    const shown = show([
      ...noise.map((at) => aList({ placement: `noise-${at}`, views: 1, clicks: 0 })),
      ...noise.map((at) => aList({ variant: `noise-${at}`, model: "x".repeat(2000), views: 1, clicks: 0 })),
      aList(),
    ]);

    expect(shown?.placements[0]).toMatchObject({ placement: "home", leftOut: 2989 });
    expect(shown?.placements[0]?.arms[0]).toMatchObject({ views: 100 });
    expect(shown?.placements).toHaveLength(8);
    expect(shown?.leftOut).toBe(2993);
    expect(JSON.stringify(shown).length).toBeLessThan(40_000);
  });

  it("says what the lake job left out of the days it shows, and of the orders", () => {
    const leftOut = [0, 1, 20].map((ago) => ({ event_date: daysAgo(ago), left_out: 30, views: 45, clicks: 2 }));
    const mart = { generatedAt, days: [aList()], orders: [anOrder()] };

    expect(shownRecommendations({ ...mart, leftOut, knownOrders: 5 })?.unread).toEqual({
      rows: 60,
      views: 90,
      orders: 4,
    });
    expect(shownRecommendations(mart)?.unread).toEqual({ rows: 0, views: 0, orders: 0 });
  });

  it("is null when no list was seen", () => {
    expect(show([])).toBeNull();
  });
});
