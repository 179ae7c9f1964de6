import { describe, expect, it } from "@jest/globals";
import { shownShop } from "../../../../functions/operate/marts/shop.ts";
import { aBook, daysAgo, generatedAt, visitsOf } from "./given.ts";

const shop = (...days: ReturnType<typeof aBook>[]) => ({ generatedAt, days });
const funnel = (...days: ReturnType<typeof visitsOf>[]) => ({ generatedAt, days });

describe("the shop's days", () => {
  it("have visits and books side by side, and none is missing between two", () => {
    const shown = shownShop(shop(aBook(daysAgo(3), { void_orders: 1 })), funnel(visitsOf(daysAgo(1))));

    expect(shown?.days).toEqual([
      {
        day: daysAgo(3),
        sessions: 0,
        viewed: 0,
        carted: 0,
        orders: 2,
        voidOrders: 1,
        buyers: 2,
        units: 3,
        revenue: 30.5,
      },
      expect.objectContaining({ day: daysAgo(2), sessions: 0, orders: 0 }),
      expect.objectContaining({ day: daysAgo(1), sessions: 10, viewed: 5, carted: 2, orders: 0 }),
    ]);
    expect(shown).toMatchObject({ isOpen: false, generatedAt });
  });

  it("sum up the last seven that are over, beside the seven before", () => {
    const days = Array.from({ length: 16 }, (_, ago) => visitsOf(daysAgo(ago), ago === 0 ? 1000 : 10 * ago));
    const shown = shownShop(undefined, funnel(...days));

    expect(shown).toMatchObject({
      isOpen: true,
      week: { days: 7, from: daysAgo(7), to: daysAgo(1), sums: { sessions: 280, viewed: 140, revenue: 0 } },
      before: { sessions: 770 },
    });
  });

  it("compare with no week that is not whole", () => {
    const days = Array.from({ length: 13 }, (_, ago) => visitsOf(daysAgo(ago + 1)));
    expect(shownShop(undefined, funnel(...days))?.before).toBeNull();
  });

  it("begin with the first, while it is the only one and not over", () => {
    expect(shownShop(undefined, funnel(visitsOf(daysAgo(0))))).toMatchObject({
      week: { days: 1, from: daysAgo(0), to: daysAgo(0), sums: { sessions: 10 } },
    });
  });

  it("are five weeks at most, whatever the books say of years before and of the future", () => {
    const shown = shownShop(
      shop(aBook("1990-01-01"), aBook("2099-01-01"), aBook(daysAgo(34)), aBook(daysAgo(35))),
      funnel(visitsOf(daysAgo(0))),
    );
    expect(shown?.days).toHaveLength(35);
    expect(shown?.days[0]).toMatchObject({ day: daysAgo(34), orders: 2 });
    expect(shown?.days.at(-1)?.day).toBe(daysAgo(0));
  });

  it("may all be long ago", () => {
    expect(shownShop(undefined, funnel(visitsOf("2017-12-03")))).toMatchObject({
      isOpen: false,
      days: [{ day: "2017-12-03" }],
    });
  });

  it.each([
    [undefined, undefined],
    [shop(), funnel()],
    [shop(aBook("2099-01-01")), undefined],
  ])("are null without one (%#)", (books, visits) => {
    expect(shownShop(books, visits)).toBeNull();
  });
});
