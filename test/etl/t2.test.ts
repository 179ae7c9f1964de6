import { describe, expect, it } from "@jest/globals";
import { columnsOf } from "@millrace/core/domain/datasets";
import { aLakeWith, aLine, exported, runExport, runLake } from "./given.ts";
import { aProduct, exportOf, noon, second, snapshot } from "./t2-given.ts";

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
