import { describe, expect, it } from "@jest/globals";
import { columnsOf } from "@millrace/core/domain/datasets";
import { aLakeWith, aLine, exported, runExport, runLake, type RawLine } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const second = noon / 1000;

const exportOf = async (lines: readonly RawLine[], prepare: (lake: MemoryLake) => void = () => undefined) => {
  const lake = aLakeWith(lines);
  prepare(lake);
  await runLake(lake);
  await runExport(lake);
  return lake;
};

const snapshot = (lake: MemoryLake, table: string, rows: unknown[], taken = "2026-11-20") =>
  lake.lines(`raw/snapshots/${table}/taken=${taken}/part-0.ndjson.gz`, rows);

const anOrder = (facts: RawLine = {}) => ({
  order_id: "order-1",
  user_id: "kim",
  ordered_at: noon,
  status: "paid",
  ...facts,
});
const anOrderItem = (facts: RawLine = {}) => ({
  order_id: "order-1",
  line: 1,
  product_id: "tent",
  quantity: 2,
  price: 10,
  ...facts,
});
const aProduct = (facts: RawLine = {}) => ({
  product_id: "tent",
  name_ko: "텐트",
  name_en: "Tent",
  category_l1: "camping",
  category_l2: "tents",
  category_l3: null,
  price: 120000,
  available: 1,
  created_at: 1_700_000_000_000,
  updated_at: 1_700_000_000_000,
  ...facts,
});

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

describe("t2 items", () => {
  it("joins what the shop sells with what only events speak of", async () => {
    const told = {
      item_id: "lamp",
      item_name: 'Lamp "bright"\nand small',
      item_category: "camping",
      item_category2: "light",
      price: 5.5,
    };
    const lake = await exportOf(
      [
        aLine({ item_id: "tent", items: [{ item_id: "tent", item_name: "wrong", price: 1 }] }),
        aLine({ item_id: "lamp", items: [told], event_time: noon - 60_000 }),
        aLine({ item_id: "rope" }),
      ],
      (lake) => snapshot(lake, "products", [aProduct(), aProduct({ product_id: "axe", name_en: null, available: 0 })]),
    );

    expect(lake.text("t2/2026-11-21/items/part-0.csv").split("\n")[0]).toBe(columnsOf("items").join(","));
    expect(exported(lake, "items")).toEqual([
      "axe,텐트,,camping,tents,,120000.0,no,1700000000",
      String.raw`lamp,"Lamp \"bright\" and small",,camping,light,,5.5,yes,${second - 60}`,
      `rope,,,,,,,yes,${second}`,
      "tent,텐트,Tent,camping,tents,,120000.0,yes,1700000000",
    ]);
  });
});

describe("t2 users", () => {
  it("lists everyone seen or registered, with the device and language they used last", async () => {
    const lake = await exportOf(
      [
        aLine({ user_id: "kim", context: { device: "desktop", locale: "ko-KR" } }),
        aLine({ user_id: "kim", context: { device: "mobile" }, event_time: noon + 1 }),
        aLine({ anonymous_id: "robot", is_bot: true }),
      ],
      (lake) => snapshot(lake, "users", [{ user_id: "lee", joined_at: 1 }]),
    );

    expect(lake.text("t2/2026-11-21/users/part-0.csv").split("\n")[0]).toBe(columnsOf("users").join(","));
    expect(exported(lake, "users")).toEqual(["kim,mobile,ko-KR", "lee,,"]);
  });
});

describe("an export", () => {
  it("ends with a manifest that counts what it wrote and says where it came from", async () => {
    const lake = await exportOf([aLine()], (lake) => snapshot(lake, "products", [aProduct()]));

    expect(lake.writes.at(-1)).toBe("t2/2026-11-21/manifest.json");
    expect(lake.json("t2/2026-11-21/manifest.json")).toMatchObject({
      run: "2026-11-21",
      interactions: 1,
      items: 1,
      users: 1,
      lastEventTime: noon,
      sources: {
        t1_events: { objects: 1 },
        products: { objects: 1, rows: 1, taken: "2026-11-20" },
        orders: { objects: 0 },
      },
    });
  });

  it("leaves a run alone that has its manifest, whatever came since, and reads nothing for it", async () => {
    const lake = await exportOf([aLine()]);
    lake.lines("raw/clicks/received=2026-11-21/hour=00/new.gz", [aLine({ item_id: "new" })]);
    await runLake(lake);
    lake.forget();
    lake.get = () => Promise.reject(new Error("nothing is to be read"));

    await runExport(lake);

    expect([...lake.writes, ...lake.removals]).toEqual([]);
  });

  it("writes nothing of another run, and the same bytes when it was killed before the manifest", async () => {
    const lake = await exportOf([aLine()]);
    lake.forget();

    await runExport(lake, "2026-11-21-2");
    expect(lake.writes.every((key) => key.startsWith("t2/2026-11-21-2/"))).toBe(true);
    lake.objects.delete("t2/2026-11-21-2/manifest.json");
    lake.forget();
    await runExport(lake, "2026-11-21-2");
    expect(lake.writes).toEqual(["t2/2026-11-21-2/manifest.json"]);
    expect(lake.removals).toEqual([]);
    lake.forget();
    await runExport(lake, "2026-11-21-2");
    expect([...lake.writes, ...lake.removals]).toEqual([]);
  });

  it.each(["", "../other", "a/b", ".."])("refuses the run name %j", async (run) => {
    await expect(runExport(aLakeWith([]), run)).rejects.toThrow("--run");
  });
});
