import { describe, expect, it } from "@jest/globals";
import { readTable } from "../../etl/runner/table.ts";
import { aLakeWith, aLine, clicksKey, runLake } from "./given.ts";
import { parquetRows } from "./parquet.ts";

const at = (text: string) => Date.parse(`${text}Z`);

describe("t1_events", () => {
  it("keeps the copy that arrived first, whatever object and date the others came with", async () => {
    const first = aLine({ event_id: "same-event", item_id: "tent", event_time: at("2026-11-20T23:59:59.900") });
    const later = { ...first, request_id: "later", received_at: at("2026-11-21T00:00:02"), event_date: "2026-11-21" };
    const lake = aLakeWith([later]);
    lake.lines("raw/spill/received=2026-11-21/hour=00/spilled.ndjson.gz", [first]);

    await runLake(lake);

    expect(lake.keys("t1/events/")).toEqual(["t1/events/event_date=2026-11-20/part-0.parquet"]);
    expect(await parquetRows(lake, "t1/events/", "event_id, item_id, request_id")).toEqual([
      { event_id: "same-event", item_id: "tent", request_id: first["request_id"] },
    ]);
    expect(await parquetRows(lake, "t1/copies/", "event_id, request_id, lines")).toEqual([
      { event_id: "same-event", request_id: "later", lines: 1 },
      { event_id: "same-event", request_id: first["request_id"], lines: 1 },
    ]);
  });

  it("leaves an event to Personalize's real time when any of its copies was streamed, whichever run read it", async () => {
    const first = aLine({ event_id: "same-event", streamed: false });
    const again = { ...first, request_id: "sent-again", received_at: at("2026-11-21T00:00:02"), streamed: true };
    const lake = aLakeWith([first]);
    await runLake(lake);
    lake.lines("raw/clicks/received=2026-11-21/hour=00/again.gz", [again]);

    await runLake(lake);

    expect(await parquetRows(lake, "t1/events/", "event_id, request_id, streamed")).toEqual([
      { event_id: "same-event", request_id: first["request_id"], streamed: true },
    ]);
  });

  it("tells a line that was delivered twice from an event that was sent twice", async () => {
    const line = aLine();
    await runLake(aLakeWith([line, line]));
    const lake = aLakeWith([line, line, { ...line, request_id: "sent-again" }]);

    await runLake(lake);

    expect(lake.json("marts/counts.json")).toMatchObject({
      raw: { objects: 1, lines: 3 },
      t1: { unique: 1, duplicates: 1, redelivered: 1, partitions: 1 },
    });
  });

  it("flattens what a click carries, and loses none of it", async () => {
    const line = aLine({
      user_id: "kim",
      page: { url: "https://shop.example/p/tent", path: "/p/tent", title: "텐트" },
      items: [{ item_id: "tent", item_name: "텐트", item_category: "camping", price: 12.5, quantity: 2 }],
      recommendation: { id: "rec-1", variant: "b", position: 3 },
      impression: ["tent", "lamp"],
      context: { locale: "ko-KR", device: "mobile" },
      props: { colour: "red", size: 3, gift: true },
      time_flags: ["late"],
      _extra: { "context.theme": '"dark"' },
    });
    const lake = aLakeWith([line]);

    await runLake(lake);

    const [row] = await parquetRows(lake, "t1/events/");
    expect(row).toMatchObject({
      user_key: "kim",
      anonymous_id: "visitor",
      event_time: "2026-11-20 12:00:00",
      page_path: "/p/tent",
      page_title: "텐트",
      page_referrer: null,
      items: [expect.objectContaining({ item_id: "tent", price: 12.5, quantity: 2 })],
      recommendation_id: "rec-1",
      recommendation_variant: "b",
      recommendation_position: 3,
      impression: ["tent", "lamp"],
      context_locale: "ko-KR",
      context_device: "mobile",
      props: { colour: "red", size: "3", gift: "true" },
      extra: { "context.theme": '"dark"' },
      late: true,
    });
    const declared = readTable("t1_events").columns.map(([name]) => name);
    expect([...Object.keys(row ?? {}), "event_date"]).toEqual(declared);
  });

  it("writes the same bytes again, and so writes nothing", async () => {
    const lake = aLakeWith(
      Array.from({ length: 300 }, (_, n) => aLine({ event_time: at("2026-11-18T00:00:00") + n * 9e5 })),
    );
    await runLake(lake);
    const before = new Map(lake.objects);
    lake.forget();

    await runLake(lake);

    expect(lake.writes).toEqual([]);
    expect(lake.objects).toEqual(before);
  });

  it("leaves T1 as it was when the same events are sent again", async () => {
    const lines = [aLine(), aLine({ event_date: "2026-11-19" })];
    const lake = aLakeWith(lines);
    await runLake(lake);
    lake.forget();
    lake.lines(
      "raw/clicks/received=2026-11-21/hour=09/again.gz",
      lines.map((line) => ({
        ...line,
        request_id: `again-${String(line["request_id"])}`,
        received_at: at("2026-11-21T09:00"),
      })),
    );

    await runLake(lake);

    expect(lake.writes.filter((key) => key.startsWith("t1/events/"))).toEqual([]);
    expect(lake.json("marts/counts.json")).toMatchObject({ t1: { unique: 2, duplicates: 2 } });
  });

  it("rewrites only the partition a late event belongs to, and removes one that has no event any more", async () => {
    const lake = aLakeWith([aLine({ event_date: "2026-11-19" }), aLine({ event_date: "2026-11-20" })]);
    lake.lines("raw/clicks/received=2026-11-20/hour=13/b.gz", [aLine({ event_date: "2026-11-18" })]);
    await runLake(lake);
    lake.forget();
    lake.lines("raw/clicks/received=2026-11-21/hour=01/late.gz", [
      aLine({ event_date: "2026-11-19", time_flags: ["late"] }),
    ]);
    lake.objects.delete("raw/clicks/received=2026-11-20/hour=13/b.gz");

    await runLake(lake);

    expect(lake.writes.filter((key) => key.startsWith("t1/events/"))).toEqual([
      "t1/events/event_date=2026-11-19/part-0.parquet",
    ]);
    expect(lake.removals.filter((key) => key.startsWith("t1/events/"))).toEqual([
      "t1/events/event_date=2026-11-18/part-0.parquet",
    ]);
  });

  it("names in its manifest exactly the bytes it read", async () => {
    const lake = aLakeWith([aLine()]);

    await runLake(lake);

    const [object] = await lake.list(clicksKey);
    expect(lake.json("t1/manifest.json")).toMatchObject({
      inputs: [{ input: "raw_clicks", key: clicksKey, etag: object?.etag, lines: 1, kept: 1 }],
      outputs: expect.arrayContaining([
        expect.objectContaining({ key: "t1/events/event_date=2026-11-20/part-0.parquet" }),
      ]),
    });
  });

  it("makes an empty lake of an empty lake", async () => {
    const lake = aLakeWith([]);

    await runLake(lake);

    expect(lake.keys("t1/events/")).toEqual([]);
    expect(lake.json("marts/popular.json")).toMatchObject({ items: [] });
    expect(lake.json("marts/counts.json")).toMatchObject({ t1: { unique: 0, duplicates: 0, partitions: 0 } });
  });
});
