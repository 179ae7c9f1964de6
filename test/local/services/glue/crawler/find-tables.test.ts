import { describe, expect, it } from "@jest/globals";
import { findGroups, joinAlike } from "../../../../../local/services/glue/crawler/find-tables.ts";

const seen = (...keys: string[]) => keys.map((key) => ({ key, size: 1 }));
const shown = (keys: string[], prefix = "raw/") =>
  findGroups(seen(...keys), prefix).map(({ folder, keys: names, files }) => [
    folder,
    names,
    files.map(({ values }) => values.join("/")),
  ]);

describe("finding tables among keys", () => {
  it("takes folders key=value as partitions, at any depth", () => {
    expect(shown(["raw/clicks/received=2026-11-21/hour=07/a", "raw/clicks/received=2026-11-22/hour=08/b"])).toEqual([
      ["raw/clicks/", ["received", "hour"], ["2026-11-21/07", "2026-11-22/08"]],
    ]);
  });

  it("takes each folder with files as a table, and the folders below it as partitions", () => {
    expect(shown(["raw/users/a.csv", "raw/orders/2026/11/b.json"])).toEqual([
      ["raw/users/", [], [""]],
      ["raw/orders/2026/11/", [], [""]],
    ]);
  });

  it("leaves out hidden files, empty ones and those of another depth", () => {
    const objects = [
      ...seen("raw/t/d=1/a", "raw/t/d=2/b", "raw/t/_SUCCESS", "raw/t/stray"),
      { key: "raw/t/d=3/c", size: 0 },
    ];
    expect(findGroups(objects, "raw/").map(({ files }) => files.map(({ key }) => key))).toEqual([
      ["raw/t/d=1/a", "raw/t/d=2/b"],
    ]);
  });

  it("joins folders of one schema, and no others", () => {
    const join = (isAlike: boolean) =>
      joinAlike(
        findGroups(seen("raw/logs/2026/11/a", "raw/logs/2026/12/b"), "raw/logs/"),
        "raw/logs/",
        () => isAlike,
        (_members, joined) => joined,
      ).map(({ folder, keys, files }) => [folder, keys, files.map(({ values }) => values.join("/"))]);
    expect(join(true)).toEqual([["raw/logs/2026/", ["partition_0"], ["11", "12"]]]);
    expect(join(false)).toEqual([
      ["raw/logs/2026/11/", [], [""]],
      ["raw/logs/2026/12/", [], [""]],
    ]);
  });
});
