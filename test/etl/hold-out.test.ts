import { beforeAll, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { aLakeWith, aLine, exported, runExport, runLake, type RawLine } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const [people, acts] = [200, 12];
const user = (number: number) => `u${number}`;

const clicks = (facts: (user: number, act: number) => RawLine = () => ({})): RawLine[] =>
  Array.from({ length: people * acts }, (_, index) => {
    const [number, act] = [Math.floor(index / acts), index % acts];
    const event_time = noon + act * 60_000;
    return aLine({ user_id: user(number), item_id: `p${(number * 7 + act) % 60}`, event_time, ...facts(number, act) });
  });

const exportOf = async (lines: readonly RawLine[], run?: string): Promise<MemoryLake> => {
  const lake = aLakeWith(lines);
  await runLake(lake);
  await runExport(lake, run);
  return lake;
};

const usersIn = (lines: readonly string[]) => [...new Set(lines.map((line) => line.split(",")[0] ?? ""))].sort();
const manifest = (lake: MemoryLake) => JSON.parse(lake.text("t2/2026-11-21/manifest.json")) as Record<string, number>;

describe("the hold-out", () => {
  let lake: MemoryLake;
  beforeAll(async () => {
    lake = await exportOf(clicks());
  }, 60_000);

  it("withholds the newest tenth of what some people did, and exports all the rest", () => {
    const [withheld, left] = [exported(lake, "holdout"), exported(lake, "interactions")];

    // a fifth of the people, since the least of pipeline.yml is more than that
    expect(usersIn(withheld)).toHaveLength(people / 5);
    expect(withheld).toHaveLength(people / 5);
    expect(withheld.every((line) => line.includes(`,${(noon + (acts - 1) * 60_000) / 1000},`))).toBe(true);
    expect(left).toHaveLength(people * acts - withheld.length);
    expect(new Set([...withheld, ...left]).size).toBe(people * acts);
    expect(usersIn(left)).toHaveLength(people);
    expect(manifest(lake)).toMatchObject({ interactions: left.length, heldOut: withheld.length });
  });

  it("tells the age of the data by what it withheld too", () => {
    expect(manifest(lake)["lastEventTime"]).toBe(noon + (acts - 1) * 60_000);
  });

  it("takes the same people in every run, by a hash of their ids", async () => {
    const later = await exportOf([
      ...clicks(),
      ...clicks(() => ({ item_id: "late", event_time: noon + 86_400_000 })).slice(0, 600),
    ]);

    expect(usersIn(exported(later, "holdout"))).toEqual(usersIn(exported(lake, "holdout")));
    const hashed = Array.from({ length: people }, (_, number) => user(number)).sort((left, right) =>
      createHash("md5").update(left).digest("hex") < createHash("md5").update(right).digest("hex") ? -1 : 1,
    );
    expect(usersIn(exported(lake, "holdout"))).toEqual(hashed.slice(0, people / 5).sort());
  }, 60_000);

  it("leaves out people whose newest acts Personalize has had in real time", async () => {
    const streaming = new Set(usersIn(exported(lake, "holdout")).slice(0, 10));
    const mixed = await exportOf(
      clicks((number, act) => ({ streamed: streaming.has(user(number)) && act === acts - 1 })),
    );

    expect(usersIn(exported(mixed, "holdout")).filter((name) => streaming.has(name))).toEqual([]);
    expect(exported(mixed, "interactions").filter((line) => line.includes(",streamed"))).toEqual([]);
  }, 60_000);

  it("withholds nothing from a shop that is near Personalize's minimum", async () => {
    const small = await exportOf(clicks().slice(0, 1900));
    expect(manifest(small)).toMatchObject({ heldOut: 0, interactions: 1900 });
    expect(exported(small, "holdout")).toEqual([]);
  }, 60_000);
});
