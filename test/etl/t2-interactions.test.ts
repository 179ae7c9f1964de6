import { describe, expect, it } from "@jest/globals";
import { columnsOf } from "@millrace/core/domain/datasets";
import { aLine, exported, type RawLine } from "./given.ts";
import { anOrder, anOrderItem, exportOf, noon, second, snapshot } from "./t2-given.ts";

describe("t2 interactions", () => {
  it("names what people did in Personalize's words, and leaves out what is no interaction", async () => {
    const names = ["view_item", "select_item", "recommendation_click", "add_to_cart", "add_to_wishlist", "page_view"];
    const lake = await exportOf(names.map((event_name, n) => aLine({ event_name, item_id: `item-${n}` })));

    expect(lake.text("t2/2026-11-21/interactions/part-0.csv").split("\n")[0]).toBe(columnsOf("interactions").join(","));
    expect(exported(lake, "interactions")).toEqual([
      `visitor,item-0,${second},View,`,
      `visitor,item-1,${second},Click,`,
      `visitor,item-2,${second},Click,`,
      `visitor,item-3,${second},AddToCart,`,
      `visitor,item-4,${second},AddToWishlist,`,
    ]);
  });

  it("knows a visitor who signed in by the user id", async () => {
    const lake = await exportOf([aLine({ user_id: "kim" })]);

    expect(exported(lake, "interactions")).toEqual([`kim,tent,${second},View,`]);
  });

  it.each<[string, RawLine]>([
    ["a bot's", { is_bot: true }],
    ["of one who refused", { consent: { personalization: "denied" } }],
    ["already streamed to Personalize", { streamed: true }],
    ["of an item with a quote in its id", { item_id: 'te"nt' }],
    ["of an item with a newline in its id", { item_id: "te\nnt" }],
    ["of an item whose id is too long", { item_id: "t".repeat(257) }],
    ["of a user with a quote in the id", { user_id: '"' }],
  ])("leaves out an interaction that is %s", async (_, facts) => {
    const lake = await exportOf([aLine(facts), aLine({ item_id: "lamp", anonymous_id: "other" })]);

    expect(exported(lake, "interactions")).toEqual([`other,lamp,${second},View,`]);
  });

  it("leaves out everything of a person whose latest answer is no, orders included, until they say yes again", async () => {
    const say = (user_id: string, minutes: number, personalization: string) =>
      aLine({
        user_id,
        item_id: `${personalization}-${minutes}`,
        event_time: noon + minutes * 60_000,
        consent: { personalization },
      });
    const lake = await exportOf(
      [
        say("kim", 0, "granted"),
        say("kim", 1, "denied"),
        say("kim", 2, "unknown"),
        say("lee", 0, "denied"),
        say("lee", 1, "granted"),
      ],
      (lake) => {
        snapshot(lake, "orders", [anOrder({ user_id: "kim" })]);
        snapshot(lake, "order_items", [anOrderItem()]);
        snapshot(lake, "users", [{ user_id: "kim" }, { user_id: "lee" }]);
      },
    );

    expect(exported(lake, "interactions")).toEqual([`lee,granted-1,${second + 60},View,`]);
    expect(exported(lake, "users")).toEqual(["lee,,"]);
  });

  it("counts the same act in the same second once", async () => {
    const lake = await exportOf([
      aLine({ event_time: noon + 1 }),
      aLine({ event_time: noon + 999 }),
      aLine({ event_time: noon + 1000 }),
    ]);

    expect(exported(lake, "interactions")).toEqual([
      `visitor,tent,${second},View,`,
      `visitor,tent,${second + 1},View,`,
    ]);
  });

  it("makes one interaction of each item of a purchase, with its price times its quantity", async () => {
    const items = [{ item_id: "tent", price: 10, quantity: 2 }, { item_id: "lamp", price: 5 }, { item_id: "rope" }];
    const lake = await exportOf([aLine({ event_name: "purchase", item_id: undefined, items, value: 25 })]);

    expect(exported(lake, "interactions")).toEqual([
      `visitor,lamp,${second},Purchase,5.0`,
      `visitor,rope,${second},Purchase,`,
      `visitor,tent,${second},Purchase,20.0`,
    ]);
  });

  it("takes purchases from the shop's orders, not the cancelled ones, and not twice when an event tells of them too", async () => {
    const lake = await exportOf(
      [
        aLine({
          event_name: "purchase",
          user_id: "kim",
          transaction_id: "order-1",
          event_time: noon + 5000,
          value: 19,
        }),
      ],
      (lake) => {
        snapshot(lake, "orders", [
          anOrder(),
          anOrder({ order_id: "order-2", status: "cancelled" }),
          anOrder({ order_id: "order-3", status: null, user_id: "lee" }),
        ]);
        snapshot(lake, "order_items", [
          anOrderItem(),
          anOrderItem({ order_id: "order-2", product_id: "lamp" }),
          anOrderItem({ order_id: "order-3", product_id: "rope", quantity: null }),
        ]);
      },
    );

    expect(exported(lake, "interactions")).toEqual([
      `kim,tent,${second},Purchase,20.0`,
      `lee,rope,${second},Purchase,10.0`,
    ]);
  });

  it("reads the newest snapshot only, since it holds everything", async () => {
    const lake = await exportOf([], (lake) => {
      snapshot(lake, "orders", [anOrder({ user_id: "old" })], "2026-11-19");
      snapshot(lake, "orders", [anOrder()], "2026-11-20");
      snapshot(lake, "order_items", [anOrderItem({ product_id: "old" })], "2026-11-19");
      snapshot(lake, "order_items", [anOrderItem()], "2026-11-20");
    });

    expect(exported(lake, "interactions")).toEqual([`kim,tent,${second},Purchase,20.0`]);
  });
});
