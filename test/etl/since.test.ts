import { beforeAll, describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, exported, runExport, runLake, type RawLine } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;
const [first, second, third] = ["2026-11-20", "2026-11-21", "2026-11-22"];
const [people, acts] = [200, 12];

/** Enough of them that some people's newest interactions are withheld. */
const clicks = (from: number, act = 0): RawLine[] =>
  Array.from({ length: people * acts }, (_, index) => {
    const [number, at] = [Math.floor(index / acts), index % acts];
    const event_time = from + at * 60_000;
    return aLine({ user_id: `u${number}`, item_id: `p${(number * 7 + at + act) % 60}`, event_time });
  });

const manifest = (lake: MemoryLake, run: string) =>
  JSON.parse(lake.text(`t2/${run}/manifest.json`)) as Record<string, number | string>;
const all = (lake: MemoryLake, run: string) => exported(lake, "interactions", run);
const fresh = (lake: MemoryLake, run: string) => exported(lake, "new", run).filter((line) => line !== "");
const sorted = (lines: readonly string[]) => [...lines].sort();

describe("an export since an earlier one", () => {
  let lake: MemoryLake;
  const late = aLine({ user_id: "u1", item_id: "late", event_time: noon - 3 * day }); // happened before the first export
  const again = aLine({ user_id: "u2", item_id: "again", event_time: noon });
  beforeAll(async () => {
    lake = aLakeWith([...clicks(noon), again, aLine({ user_id: "u9", item_id: "sold", event_time: noon })]);
    await runLake(lake);
    await runExport(lake, first);
    lake.lines("raw/clicks/received=2026-11-21/hour=12/clicks-2.gz", [
      ...clicks(noon + day, 3),
      late,
      { ...again, request_id: "another" }, // delivered twice
      aLine({ user_id: "u3", item_id: "again", event_time: noon }),
    ]);
    await runLake(lake);
    await runExport(lake, second, { since: first });
  }, 120_000);

  it("has what Personalize was not given yet, whenever it happened, once; the whole is exported as ever", () => {
    const [before, now, given] = [all(lake, first), all(lake, second), fresh(lake, second)];

    expect(given.length).toBeGreaterThan(people * (acts - 2));
    expect(sorted([...before, ...given])).toEqual(sorted(now));
    expect(new Set(now).size).toBe(now.length);
    expect(given.filter((line) => line.includes(",late,"))).toHaveLength(1);
    expect(given.filter((line) => line.startsWith("u2,again,"))).toEqual([]);
    expect(given.filter((line) => line.startsWith("u3,again,"))).toHaveLength(1);
    expect(manifest(lake, second)).toMatchObject({
      since: first,
      imported: before.length,
      newInteractions: given.length,
      goneInteractions: 0,
      gonePeople: 0,
    });
  });

  it("gives what was withheld then, and withholds nothing that was given", () => {
    const given = new Set(all(lake, first));
    const released = exported(lake, "holdout", first);
    const withheld = exported(lake, "holdout", second);

    expect(withheld.length).toBeGreaterThan(20);
    expect(withheld.filter((line) => given.has(line))).toEqual([]);
    const nowGiven = new Set(fresh(lake, second));
    expect(released.filter((line) => nowGiven.has(line)).length).toBeGreaterThan(20);
  });

  it("counts what is gone, and whose it is that may not be known any more", async () => {
    lake.lines("raw/clicks/received=2026-11-22/hour=12/clicks-3.gz", [
      aLine({
        user_id: "u5",
        event_name: "page_view",
        event_time: noon + 2 * day,
        consent: { analytics: "granted", ads: "unknown", personalization: "denied" },
      }),
    ]);
    const sold = { product_id: "sold", name_ko: "sold", price: 1, available: 1, created_at: noon, updated_at: noon };
    lake.lines("raw/snapshots/products/taken=2026-11-22/part-0.ndjson.gz", [{ ...sold, deleted: true }]);
    await runLake(lake);
    await runExport(lake, third, { since: second, gone: "gone" });

    const before = all(lake, second);
    const now = new Set(all(lake, third));
    const gone = before.filter((line) => !now.has(line));
    const kinds = new Set(gone.map((line) => (line.startsWith("u5,") ? "u5" : line.split(",")[1])));
    expect(kinds).toEqual(new Set(["u5", "sold"]));
    expect(manifest(lake, third)).toMatchObject({ goneInteractions: gone.length, gonePeople: 1 });
  }, 60_000);

  it("does not give again what had to stay there and is an interaction once more", async () => {
    const sold = { product_id: "sold", name_ko: "sold", price: 1, available: 1, created_at: noon, updated_at: noon };
    lake.lines("raw/snapshots/products/taken=2026-11-23/part-0.ndjson.gz", [sold]);
    await runLake(lake);
    const restored = "2026-11-24";
    await runExport(lake, restored, { since: third, gone: "gone" });

    expect(exported(lake, "gone", third).some((line) => line.includes(",sold,"))).toBe(true);
    expect(all(lake, restored).some((line) => line.includes(",sold,"))).toBe(true);
    expect(fresh(lake, restored).filter((line) => line.includes(",sold,"))).toEqual([]);
    expect(manifest(lake, restored)["imported"]).toBe(all(lake, third).length + exported(lake, "gone", third).length);
  }, 60_000);

  it("has nothing new to tell where no export is named, or where that is not there any more", async () => {
    expect(manifest(lake, first)).toMatchObject({
      since: "none",
      imported: 0,
      newInteractions: 0,
      goneInteractions: 0,
    });
    await runExport(lake, "2026-11-23", { since: "2026-01-01" });
    expect(manifest(lake, "2026-11-23")).toMatchObject({ since: "2026-01-01", imported: 0, newInteractions: 0 });
    expect(fresh(lake, "2026-11-23")).toEqual([]);
  }, 60_000);
});
