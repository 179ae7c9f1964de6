import { describe, expect, it } from "@jest/globals";
import { listsLine, listsSeen } from "../../../scripts/demo/lists-seen.ts";
import { aList } from "../../functions/operate/marts/given.ts";

describe("the lists of the first start's table", () => {
  it("are summed by placement and variant, over days, models and sources", () => {
    const days = [
      aList({ variant: "personal", views: 100, clicks: 10 }),
      aList({ variant: "personal", source: "memory", views: 1_100, clicks: 20 }),
      aList({ variant: "popular", model: "none", views: 50, clicks: 0 }),
      aList({ placement: "product", views: 40, clicks: 1 }),
    ];
    const lists = listsSeen({ days });

    expect(lists).toEqual([
      { placement: "home", variant: "personal", views: 1_200, clicks: 30 },
      { placement: "home", variant: "popular", views: 50, clicks: 0 },
      { placement: "product", variant: undefined, views: 40, clicks: 1 },
    ]);
    expect(listsLine(lists.toReversed())).toBe(
      "1,290 seen, 31 clicked  (home personal 1,200: 2.5 %, home popular 50: 0.0 %, product 40: 2.5 %)",
    );
  });

  it("that nobody saw have no share", () => {
    expect(listsLine([{ placement: "home", variant: undefined, views: 0, clicks: 1 }])).toBe(
      "0 seen, 1 clicked  (home 0)",
    );
  });
});
