import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { WireEvent } from "@millrace/core/domain/event";
import { waitForLake } from "../../../scripts/demo/wait.ts";
import { send } from "../../../scripts/import/send.ts";
import { openCloud } from "../../pipeline/cloud.ts";
import { askT1, fingerprintOf } from "../../pipeline/t1.ts";
import { fileAt, reading } from "./reading.ts";

describe("files of another world", () => {
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let sent = 0;
  beforeAll(async () => {
    cloud = await openCloud();
  }, 60_000);
  afterAll(() => cloud.close(), 30_000);

  it("come into T1 once, bots labelled, and importing them again changes nothing there", async () => {
    const rules = ["--rule", "view_item=/product/:item", "--rule", "search=/search?q=:term"];
    const all = await Promise.all([
      reading(["--format", "nginx", "--dir", cloud.directory, ...rules], fileAt("nginx.txt")),
      reading(["--format", "ga4", "--dir", cloud.directory], fileAt("ga4.jsonl")),
      reading(["--format", "segment"], fileAt("segment.jsonl")),
      reading(["--format", "snowplow"], fileAt("snowplow.jsonl")),
      reading(["--format", "retailrocket"], fileAt("retailrocket.csv")),
    ]);
    const events: WireEvent[] = all.flatMap((read) => read.events);
    const to = { site: cloud.site, writeKey: cloud.keys.server };

    expect(await send(events, to)).toMatchObject({ accepted: events.length, rejected: 0, duplicates: 0 });
    await waitForLake(cloud.aws, events.length, () => undefined);
    const before = await fingerprintOf(cloud.lake);
    expect(await send(events, to)).toMatchObject({ accepted: events.length });
    sent = events.length * 2;
    await waitForLake(cloud.aws, sent, () => undefined);

    expect(await fingerprintOf(cloud.lake)).toEqual(before);
    const [rows] = await askT1(cloud.lake, "select count(*) as rows, count(distinct event_id) as events from t1");
    expect(rows).toEqual({ rows: events.length, events: events.length });
    const bots = await askT1(
      cloud.lake,
      "select event_name, context_device, bot_reasons from t1 where is_bot order by all",
    );
    expect(bots).toEqual([
      { event_name: "page_view", context_device: null, bot_reasons: ["declared_bot"] },
      { event_name: "view_item", context_device: null, bot_reasons: ["declared_bot"] },
    ]);
  }, 120_000);

  it("overwrite a GA4 day that comes again: what is gone or replaced is no click any more", async () => {
    const again = join(cloud.directory, "again.jsonl");
    const rows = readFileSync(fileAt("ga4.jsonl"), "utf8").trim().split("\n");
    writeFileSync(again, [rows[0], rows[1]?.replace('"P1"', '"P9"'), rows[2]].join("\n"));
    const args = ["--format", "ga4", "--dir", cloud.directory];
    const before = await reading(args, fileAt("ga4.jsonl"));
    before.options.days?.finish();
    const { events, options } = await reading(args, again);
    const all = [...events, ...(options.days?.withdrawals() ?? [])];
    await send(all, { site: cloud.site, writeKey: cloud.keys.server });
    await waitForLake(cloud.aws, (sent += all.length), () => undefined);

    const told = await askT1(
      cloud.lake,
      `select event_name, item_id, count(*)::int as rows from t1
       where event_id in (${[...before.events, ...all].map(({ event_id }) => `'${event_id}'`).join(",")}) group by all order by all`,
    );
    expect(told).toEqual([
      { event_name: "page_view", item_id: null, rows: 1 },
      { event_name: "view_item", item_id: "P9", rows: 1 },
      { event_name: "view_search_results", item_id: null, rows: 1 },
      { event_name: "withdrawn", item_id: null, rows: 2 },
    ]);
  }, 120_000);

  it("mean by later rules what those say: T1 has each line of a log once, as the rules of now read it", async () => {
    const day = join(cloud.directory, "another-day.txt");
    writeFileSync(day, readFileSync(fileAt("nginx.txt"), "utf8").replaceAll("21/Nov/2026", "19/Nov/2026"));
    const [views, searches] = [
      ["--rule", "view_item=/product/:item"],
      ["--rule", "search=/search?q=:term"],
    ];
    const importing = async (rules: readonly string[]) => {
      const { events, options } = await reading(["--format", "nginx", "--dir", cloud.directory, ...rules], day);
      await send(events, { site: cloud.site, writeKey: cloud.keys.server });
      options.rows?.finish();
      await waitForLake(cloud.aws, (sent += events.length), () => undefined);
      return askT1(
        cloud.lake,
        `select event_name, item_id, search_term, count(*)::int as rows from t1
         where event_time::date = '2026-11-19' and event_name <> 'withdrawn' group by all order by all`,
      );
    };
    const view = { event_name: "view_item", search_term: null };
    const known = [
      { ...view, item_id: "42", rows: 2 },
      { ...view, item_id: "43", rows: 1 },
    ];
    const page = { event_name: "page_view", item_id: null, search_term: null };
    const search = { event_name: "search", item_id: null, search_term: "연어 사료", rows: 1 };

    expect(await importing(views)).toEqual([{ ...page, rows: 2 }, ...known]);
    expect(await importing([...views, ...searches])).toEqual([{ ...page, rows: 1 }, search, ...known]);
    expect(await importing([...views, ...searches])).toEqual([{ ...page, rows: 1 }, search, ...known]);
  }, 120_000);
});
