import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, clicksKey, runLake } from "./given.ts";
import { memoryLake, type MemoryLake } from "./memory-lake.ts";
import { parquetRows } from "./parquet.ts";

const good = () => JSON.stringify(aLine());

/** Every quarantined line, with what it says. */
const quarantined = (lake: MemoryLake) =>
  lake.keys("quarantine/").flatMap((key) =>
    lake
      .text(key)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );

const originals = (lake: MemoryLake) =>
  quarantined(lake).map(({ original }) => Buffer.from(String(original), "base64").toString());

const unique = async (lake: MemoryLake) => (await parquetRows(lake, "t1/events/", "event_id")).length;

describe("lines that cannot be read", () => {
  const withMember = (name: string, value: string) => good().replace("{", `{"${name}":${value},`);
  it.each([
    ["is not JSON", "{not json", "unreadable_line", ""],
    ["is no object", "[1,2]", "unreadable_line", ""],
    ["holds half a surrogate pair", withMember("search_term", String.raw`"\ud83d"`), "unreadable_line", ""],
    ["is two events without a newline between", `${good()}${good()}`, "unreadable_line", ""],
    ["says a number is text", withMember("value", '"12"'), "wrong_type", "value"],
    ["holds a number beyond doubles", withMember("value", "1e400"), "wrong_type", "value"],
    ["holds a number beyond doubles in props", withMember("props", '{"n":1e400}'), "wrong_type", "props.n"],
    ["nests where text belongs", withMember("items", '[{"item_id":{"a":1}}]'), "wrong_type", "items[0].item_id"],
    ["lacks its id", good().replace("event_id", "event_jd"), "wrong_type", "event_id"],
    ["would open a partition of its own", good().replace("2026-11-20", "../2026"), "wrong_type", "event_date"],
    ["is of a day that never was", good().replace("2026-11-20", "2026-02-29"), "wrong_type", "event_date"],
    [
      "holds a time that is no time",
      good().replace(/"event_time":\d+/, '"event_time":1.5'),
      "wrong_type",
      "event_time",
    ],
  ])("keeps apart one that %s, with its reason and original", async (_, bad, reason, path) => {
    const lake = aLakeWith([good(), bad, good()]);

    await runLake(lake);

    expect(await unique(lake)).toBe(2);
    expect(quarantined(lake)).toEqual([expect.objectContaining({ reason, path, stage: "etl" })]);
    expect(originals(lake)).toEqual([bad]);
    expect(lake.json("marts/counts.json")).toMatchObject({
      raw: { lines: 3 },
      t1: { unique: 2 },
      quarantine: { lines: 1, refused: 0, unreadable: 1 },
    });
  });

  it("takes the last of two equal keys, as every JSON.parse before it did", async () => {
    const lake = aLakeWith([good().replace("{", '{"item_id":"first",').replace("tent", "last")]);

    await runLake(lake);

    expect(await parquetRows(lake, "t1/events/", "item_id")).toEqual([{ item_id: "last" }]);
  });

  it("keeps NUL, quotes, backslashes, emoji and unknown members from doing harm", async () => {
    const term = "a\u0000b\"c\\d\ne'f🏕";
    const lake = aLakeWith([
      { ...aLine({ search_term: term }), __proto__x: 1, Event_ID: "other", unknown: { deep: [1] } },
    ]);

    await runLake(lake);

    expect(await parquetRows(lake, "t1/events/", "search_term")).toEqual([{ search_term: term }]);
  });

  it("reads plain text, a byte order mark, blank lines, CRLF and a last line without newline", async () => {
    const lake = memoryLake();
    lake.objects.set(clicksKey, Buffer.from(`\ufeff${good()}\r\n\n  \n${good()}`));

    await runLake(lake);

    expect(await unique(lake)).toBe(2);
    expect(lake.keys("quarantine/")).toEqual([]);
  });

  it("reads gzip members that were joined, and an object of no bytes", async () => {
    const lake = memoryLake();
    lake.objects.set(clicksKey, Buffer.concat([gzipSync(`${good()}\n`), gzipSync(`${good()}\n`)]));
    lake.objects.set("raw/clicks/received=2026-11-20/hour=12/empty.gz", Buffer.alloc(0));

    await runLake(lake);

    expect(await unique(lake)).toBe(2);
  });

  it("keeps what can be read of a truncated gzip, and says that the object is damaged", async () => {
    const lines = Array.from({ length: 2000 }, () => JSON.stringify(aLine({ search_term: `${Math.sin(made++)}` })));
    const whole = gzipSync(lines.map((line) => `${line}\n`).join(""));
    const lake = memoryLake();
    lake.objects.set(clicksKey, whole.subarray(0, whole.length / 2));

    await runLake(lake);

    const kept = await unique(lake);
    expect(kept).toBeGreaterThan(500);
    expect(kept).toBeLessThan(1500);
    expect(quarantined(lake)).toEqual([
      expect.objectContaining({ reason: "truncated_object", object: expect.objectContaining({ key: clicksKey }) }),
    ]);
    expect(lines[kept]?.startsWith(originals(lake)[0] ?? "nothing")).toBe(true);
  });

  it("keeps apart a line that is not UTF-8, and reads its neighbours", async () => {
    const lake = memoryLake();
    lake.objects.set(
      clicksKey,
      Buffer.concat([
        Buffer.from(`${good()}\n{"event_id":"`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`"}\n${good()}\n`),
      ]),
    );

    await runLake(lake);

    expect(await unique(lake)).toBe(2);
    expect(quarantined(lake)).toEqual([expect.objectContaining({ reason: "unreadable_line", path: "not_utf8" })]);
  });

  it("treats keys as names and never as patterns or paths", async () => {
    const lake = memoryLake();
    for (const name of ["st*r", "a[bc]", "ab", "q?", "it's", "a b+c=%2F", "../../up"])
      lake.lines(`raw/clicks/received=2026-11-20/hour=12/${name}.gz`, [aLine()]);

    await runLake(lake);

    expect(await unique(lake)).toBe(7);
  });

  it("forgets a quarantined line once the object can be read, and never touches what collect refused", async () => {
    const lake = aLakeWith(["{bad"]);
    const refused = "quarantine/reason=missing/date=2026-11-20/request-1.ndjson.gz";
    lake.lines(refused, [{ reason: "missing", received_at: 1, request_id: "r", request_index: 0, request_count: 1 }]);
    await runLake(lake);
    expect(lake.keys("quarantine/")).toHaveLength(2);
    lake.lines(clicksKey, [aLine()]);

    await runLake(lake);

    expect(lake.keys("quarantine/")).toEqual([refused]);
    expect(lake.json("marts/counts.json")).toMatchObject({ quarantine: { lines: 1, refused: 1, unreadable: 0 } });
  });
});

let made = 0;
