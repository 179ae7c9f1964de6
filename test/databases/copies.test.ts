import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openProductDb } from "../../etl/snapshot/address.ts";
import { memoryLake } from "../etl/memory-lake.ts";
import { copy, dayMs, linesOf, noon, rowsOf, settingsWith } from "../etl/snapshot/given.ts";
import { shops } from "./servers.ts";

const order = "0a0a0a0a-0000-4000-8000-000000000001";
const at = (ms: number) => new Date(ms + 9 * 3_600_000).toISOString().replace("T", " ").replace("Z", "");

describe.each(shops)("a copy of a shop on $name", ({ name, url, connect, tables, lock, unlock }) => {
  const table = (bare: string) => (name === "MySQL" ? `millrace_shop_${bare}` : `millrace_shop.${bare}`);
  const goods = {
    from: table("goods"),
    columns: {
      product_id: "no",
      name_ko: "name",
      price: "price",
      available: "on_sale",
      created_at: "made",
      updated_at: "updatedAt",
    },
    updatedAt: "updatedAt",
    deleted: "deleted_at",
  };
  const everything = {
    products: goods,
    orders: { from: table("orders"), hash: ["user_id"] },
    order_items: { from: table("lines") },
  };
  const inSeoul = { timeOffset: "+09:00", statementTimeout: "1m" };
  const whereItIs = url === undefined ? it.skip : it;
  const address = { url: url ?? "" };
  let shop: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    if (url !== undefined) shop = await connect(url);
  });
  afterAll(() => shop?.end());
  beforeEach(async () => {
    if (url !== undefined) for (const statement of tables) await shop.run(statement);
  });
  const sell = (no: number, { updatedAt = noon, deletedAt = "null" } = {}) =>
    shop.run(
      `insert into millrace_shop.goods values (${no}, '텐트 ''${no}''', 12000.50, true, '2023-11-14 22:13:20', '${at(updatedAt)}', ${deletedAt}, 'x')`,
    );

  whereItIs("has times in ms, prices and flags as numbers, what is named hashed, and no other column", async () => {
    const lake = memoryLake();
    if (name === "PostgreSQL") await shop.run("set time zone 'Asia/Seoul'");
    await sell(7);
    await sell(9_007_199_254_740_991);
    await shop.run(`insert into millrace_shop.orders values ('${order}', 'kim', '2026-11-20 21:00:00', 'paid')`);
    await shop.run(`insert into millrace_shop.lines values ('${order}', 1, 7, 2, 12000.5)`);

    const taken = await copy(lake, address, settingsWith(everything, inSeoul));

    expect(taken).toMatchObject({ database: name.toLowerCase(), tables: { products: { rows: 2, copy: "full" } } });
    expect(rowsOf(lake, "products")).toEqual(
      ["7", "9007199254740991"].map((no) => ({
        product_id: no,
        name_ko: `텐트 '${no}'`,
        price: 12000.5,
        available: 1,
        created_at: Date.UTC(2023, 10, 14, 13, 13, 20),
        updated_at: noon,
      })),
    );
    expect(rowsOf(lake, "orders")).toEqual([
      { order_id: order, user_id: expect.stringMatching(/^[0-9a-f]{64}$/), ordered_at: noon - dayMs, status: "paid" },
    ]);
    expect(rowsOf(lake, "order_items")).toEqual([
      { order_id: order, line: 1, product_id: "7", quantity: 2, price: 12000.5 },
    ]);
  });

  whereItIs(
    "is as of one moment in all tables, however long reading takes and whatever the shop does meanwhile",
    async () => {
      const last = 12_000;
      await shop.run(
        name === "MySQL"
          ? `insert into millrace_shop_goods(no, "updatedAt") select seq, now() from seq_1_to_${last}`
          : `insert into millrace_shop.goods(no, "updatedAt") select n, now() from generate_series(1, ${last}) n`,
      );
      const database = await openProductDb(address, settingsWith(everything));
      let read = 0;

      try {
        for await (const page of database.pages({ from: table("goods"), columns: ["no"] })) {
          if (read === 0) {
            expect(page.length).toBeLessThanOrEqual(5000);
            await shop.run("delete from millrace_shop.goods where no > 5000");
            await shop.run(
              `insert into millrace_shop.orders values ('${order}', 'late', '2026-11-20 21:00:00', 'paid')`,
            );
          }
          read += page.length;
        }
        const orders = [];
        for await (const page of database.pages({ from: table("orders"), columns: ["order_id"] })) orders.push(...page);

        expect({ read, orders }).toEqual({ read: last, orders: [] });
      } finally {
        await database.close();
      }
    },
  );

  whereItIs("reads only what changed when it is incremental, and forgets what the shop says is gone", async () => {
    const lake = memoryLake();
    const incremental = settingsWith({ products: { ...goods, copy: "incremental" } }, inSeoul);
    for (const no of [1, 2, 3]) await sell(no, { updatedAt: noon - 40 * dayMs });
    await sell(4, { updatedAt: noon - 2 * dayMs });
    await copy(lake, address, incremental, noon - dayMs);
    await shop.run(`update millrace_shop.goods set price = 1, "updatedAt" = '${at(noon - 5000)}' where no = 2`);
    await shop.run(
      `update millrace_shop.goods set deleted_at = now(), "updatedAt" = '${at(noon - 5000)}' where no = 3`,
    );

    const taken = await copy(lake, address, incremental);
    const whole = memoryLake();
    await copy(whole, address, settingsWith({ products: goods }, inSeoul));

    expect(taken).toMatchObject({ tables: { products: { copy: "incremental", read: 3, rows: 4, deleted: 1 } } });
    expect(linesOf(lake, "products")).toEqual(linesOf(whole, "products"));
  });

  whereItIs("gives way when a statement takes too long, and goes on with the last one", async () => {
    const lake = memoryLake();
    await sell(1);
    await copy(lake, address, settingsWith({ products: goods }), noon - dayMs);
    const blocker = await connect(url ?? "");
    for (const statement of lock) await blocker.run(statement);

    try {
      const hasty = { ...settingsWith({ products: goods }), statementTimeout: 300 };
      expect(await copy(lake, address, hasty)).toEqual({ failed: expect.any(String), using: "2026-11-20" });
    } finally {
      for (const statement of unlock) await blocker.run(statement);
      await blocker.end();
    }
  });

  whereItIs(
    "says that the password is wrong without telling it, and passes on what the server says of a statement",
    async () => {
      const wrong = new URL(url ?? "");
      wrong.password = "another%20word";

      await expect(copy(memoryLake(), { url: wrong.href })).rejects.toThrow(/password|denied/i);
      await expect(copy(memoryLake(), { url: wrong.href })).rejects.toThrow(/^(?!.*another)/);
      const database = await openProductDb(address, settingsWith());
      const pages = database.pages({
        from: table("goods"),
        columns: ["no"],
        since: { column: "nothing", value: 1 },
      });
      await expect(pages[Symbol.asyncIterator]().next()).rejects.toThrow("nothing");
      await database.close();
    },
  );

  whereItIs("is refused with what may have been meant when a name is wrong", async () => {
    const wrong = settingsWith({ products: { ...goods, updatedAt: "updated_at", copy: "incremental" } });

    await expect(copy(memoryLake(), address, wrong)).rejects.toThrow(
      'has no column updated_at; did you mean "updatedAt"?',
    );
    await expect(copy(memoryLake(), address, settingsWith({ products: { from: "nowhere" } }))).rejects.toThrow(
      /no table nowhere, or does not show it to this user; (did you mean .*\? )?it has .*goods/,
    );
  });
});
