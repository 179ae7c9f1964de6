import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import { readOptions } from "../../../scripts/import/options.ts";
import { fileAt, ids, reading } from "./reading.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-ga4-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const edited = (name: string, change: (rows: Record<string, unknown>[]) => unknown[]): string => {
  const rows = readFileSync(fileAt("ga4.jsonl"), "utf8").trim().split("\n");
  const parsed = rows.map((row) => JSON.parse(row) as Record<string, unknown>);
  return written(
    name,
    change(parsed)
      .map((row) => JSON.stringify(row))
      .join("\n"),
  );
};

describe("a GA4 export", () => {
  it("becomes canonical events; what has no consent is left out, what names no item is bad", async () => {
    const { events, lines, bad, skipped } = await reading(["--format", "ga4"], fileAt("ga4.jsonl"));

    expect(lines).toEqual([1, 2, 3, 4]);
    expect(events).toMatchObject([
      {
        event_name: "page_view",
        event_ts: 1_763_456_400_123,
        anonymous_id: "123.456",
        session_id: "ga4-123.456-1763456400",
        page: { url: "https://shop.example/?x=1", path: "/", title: "몽스토어" },
        consent: { analytics: "granted", ads: "denied" },
        context: { locale: "ko-kr", device: "mobile", utm_source: "naver" },
        props: { engagement_time_msec: 30 },
      },
      { event_name: "view_item", user_id: "u1", item_id: "P1", value: 32_000, currency: "KRW" },
      { event_name: "view_search_results", search_term: "연어" },
      { event_name: "purchase", value: 41_000, transaction_id: "t-1", items: [{ item_id: "P1" }, { item_id: "P2" }] },
    ]);
    expect(events[1]?.items).toEqual([{ item_id: "P1", item_name: "연어 사료", price: 32_000, quantity: 1 }]);
    expect(skipped).toEqual({ "no consent": 1 });
    expect(bad).toEqual(["6: view_item names no item", "7: event_timestamp is no number of microseconds"]);
  });

  it("has the same events as JSON lines, as gzip and as Parquet", async () => {
    const { events } = await reading(["--format", "ga4"], fileAt("ga4.jsonl"));
    const good = edited("good.jsonl", (rows) => rows.slice(0, 4));
    const parquet = join(folder, "day [1]*.parquet"); // a name DuckDB would take for a pattern
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `copy (select * replace (cast(event_timestamp as bigint) as event_timestamp, cast(batch_event_index as bigint) as batch_event_index)
             from read_json('${good}', format = 'newline_delimited')) to '${join(folder, "day.parquet")}' (format parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    writeFileSync(parquet, readFileSync(join(folder, "day.parquet")));

    const zipped = await reading(
      ["--format", "ga4"],
      written("day.json.gz", gzipSync(readFileSync(fileAt("ga4.jsonl")))),
    );
    const columns = await reading(["--format", "ga4"], parquet);

    expect(zipped.events).toEqual(events);
    expect(columns.bad).toEqual([]);
    expect(columns.lines).toEqual([1, 2, 3, 4]);
    expect(columns.events).toEqual(events);
  });

  it("says so when a Parquet file is broken", async () => {
    await expect(reading(["--format", "ga4"], written("broken.parquet", "PAR1 and no more"))).rejects.toThrow(
      /cannot read .*broken\.parquet/,
    );
  });

  it("takes the place of the same day before: adds, replaces and withdraws, and brings back what returns", async () => {
    const args = ["--format", "ga4", "--dir", join(folder, "instance")];
    const importing = async (name: string, pick: (rows: Record<string, unknown>[]) => unknown[]) => {
      const { events, options } = await reading(args, edited(name, pick));
      const withdrawn = options.days?.withdrawals() ?? [];
      expect(withdrawn.filter((event) => !parseEvent(JSON.parse(JSON.stringify(event))).ok)).toEqual([]);
      return { now: ids(events), withdrawn: ids(withdrawn), changes: options.days?.finish() };
    };
    const day = { day: "20261118-987", known: 0, added: 0, changed: 0, gone: 0, isOverwritten: true, isDamaged: false };

    const monday = await importing("monday.jsonl", (rows) => rows.slice(0, 3));
    expect(monday).toMatchObject({ withdrawn: [], changes: [{ ...day, added: 3 }] });
    const again = await importing("monday.jsonl", (rows) => rows.slice(0, 3));
    expect(again).toEqual({ now: monday.now, withdrawn: [], changes: [{ ...day, known: 3 }] });

    // one is new, one the same, one says something else, and one is gone
    const [, viewed, searched] = monday.now;
    const tuesday = await importing("tuesday.jsonl", (rows) => [rows[3], rows[0], { ...rows[1], user_id: "u2" }]);
    expect(tuesday.changes).toEqual([{ ...day, added: 1, known: 1, changed: 1, gone: 1 }]);
    expect(new Set(tuesday.withdrawn)).toEqual(new Set([viewed, searched]));
    expect(tuesday.now[1]).toBe(monday.now[0]);
    expect(tuesday.now[2]).not.toBe(viewed);

    const wednesday = await importing("monday.jsonl", (rows) => rows.slice(0, 3));
    expect(wednesday.changes).toEqual([{ ...day, added: 1, known: 1, changed: 1, gone: 1 }]);
    expect(wednesday.now.filter((id) => [...monday.now, ...tuesday.now].includes(id))).toEqual([monday.now[0]]);
  });

  it("is not believed to have lost most of a day, unless one says so", async () => {
    const args = ["--format", "ga4", "--dir", join(folder, "half")];
    const many = (rows: Record<string, unknown>[]) =>
      Array.from({ length: 60 }, (_, at) => ({
        ...rows[0],
        event_timestamp: String(1_763_456_400_123_456 + at),
      }));
    const whole = await reading(args, edited("whole.jsonl", many));
    whole.options.days?.finish();

    const part = await reading(
      args,
      edited("part.jsonl", (rows) => many(rows).slice(0, 30)),
    );
    expect(part.options.days?.withdrawals()).toEqual([]);
    expect(part.options.days?.finish()).toMatchObject([{ known: 30, gone: 30, isOverwritten: false }]);

    const meant = await reading([...args, "--overwrite"], join(folder, "part.jsonl"));
    expect(ids(meant.options.days?.withdrawals() ?? [])).toEqual(ids(whole.events).slice(30));
  });

  it.each([
    ["a line in its middle", (text: string) => text.replace(/^(.*\n)(.*\n){2}/, "$1{damaged\n")],
    ["a row that says no time", (text: string) => text.replace('"1763456400123456"', '"then"')],
    ["its end", (text: string) => text.slice(0, text.length - text.length / 6 - 50)],
    ["all of it", () => '{"event_na'],
  ])("loses no event for a file that is damaged: %s", async (_, damage) => {
    const args = ["--format", "ga4", "--dir", mkdtempSync(join(folder, "damage-"))];
    const many = (rows: Record<string, unknown>[]) =>
      Array.from({ length: 60 }, (_one, at) => ({ ...rows[0], event_timestamp: String(1_763_456_400_123_456 + at) }));
    const path = edited("to-damage.jsonl", many);
    const whole = await reading(args, path);
    whole.options.days?.finish();
    const text = readFileSync(path, "utf8");

    const damaged = await reading(args, written("damaged.jsonl", damage(text)));
    const lost = 60 - damaged.events.length;
    expect(lost).toBeGreaterThan(0);
    expect(damaged.options.days?.withdrawals()).toEqual([]);
    const told = { day: "20261118-987", known: 60 - lost, added: 0, gone: lost, isOverwritten: false, isDamaged: true };
    expect(damaged.options.days?.finish()).toMatchObject(lost === 60 ? [] : [told]);

    const mended = await reading(args, path);
    expect(ids(mended.events)).toEqual(ids(whole.events));
    expect(mended.options.days?.finish()).toMatchObject([{ known: 60, added: 0, changed: 0, gone: 0 }]);
    if (lost === 60) return;
    const meant = await reading([...args, "--overwrite"], join(folder, "damaged.jsonl"));
    expect(meant.options.days?.withdrawals()).toHaveLength(lost);
  });

  it("spares the days that a file nobody can read may have been of, and those of another file it believes", async () => {
    const args = ["--format", "ga4", "--dir", join(folder, "two-files")];
    const whole = await reading(
      args,
      edited("first.jsonl", (rows) => rows.slice(0, 3)),
    );
    whole.options.days?.finish();
    const read = async (...paths: string[]) => {
      const options = readOptions([...args, ...paths]);
      const listener = { onBadRow: () => {}, onSkip: () => {}, onBytes: () => {} };
      for (const path of paths)
        for await (const _ of options?.reader("a secret")(path, listener) ?? []) expect(_.event).toBeDefined();
      return options?.days?.withdrawals();
    };
    const part = edited("part-0.jsonl", (rows) => rows.slice(0, 2));
    const otherDay = edited("other-day.jsonl", (rows) => [{ ...rows[0], event_date: "20261119" }]);
    const otherDamaged = written("other-damaged.jsonl", `${readFileSync(otherDay, "utf8")}\n{"event`);

    expect(await read(part, written("nothing.jsonl", '{"event'))).toEqual([]);
    expect(await read(part, otherDamaged)).toHaveLength(1);
  });

  it("is called by its day alone when it names no stream", async () => {
    const args = ["--format", "ga4", "--dir", join(folder, "no-stream")];
    const path = edited("no-stream.jsonl", (rows) => [{ ...rows[0], stream_id: undefined }]);
    const { options } = await reading(args, path);

    expect(options.days?.finish()).toMatchObject([{ day: "20261118", added: 1 }]);
    expect((await reading(args, path)).options.days?.finish()).toMatchObject([{ day: "20261118", known: 1 }]);
  });
});
