import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { array, assert, asyncProperty, constantFrom, jsonValue, nat, oneof, tuple } from "fast-check";
import { parseEvent } from "@millrace/core/domain/event";
import { uuidV5 } from "../../../scripts/import/ids.ts";
import { readOptions } from "../../../scripts/import/options.ts";
import { fileAt, ids, reading } from "./reading.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-sources-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
describe("a RetailRocket file", () => {
  it("is read, with the transaction of a purchase", async () => {
    const { events, bad } = await reading(["--format", "retailrocket"], fileAt("retailrocket.csv"));

    expect(
      events.map(({ event_name, user_id, item_id, event_ts, transaction_id }) => [
        event_name,
        user_id,
        item_id,
        event_ts,
        transaction_id,
      ]),
    ).toEqual([
      ["view_item", "257597", "355908", 1_433_221_332_117, undefined],
      ["add_to_cart", "992329", "248676", 1_433_224_214_164, undefined],
      ["purchase", "599528", "356475", 1_433_222_276_276, "4000"],
    ]);
    expect(bad).toEqual(['5: event "stare" is unknown: map it with --types stare=view_item']);
  });

  it("has the ids it would have as any CSV, so that reading it both ways counts nothing twice", async () => {
    const map = "user=visitorid,item=itemid,type=event,time=timestamp";
    const { events } = await reading(["--format", "retailrocket"], fileAt("retailrocket.csv"));
    const { events: again } = await reading(["--format", "csv", "--map", map], fileAt("retailrocket.csv"));

    expect(ids(again)).toEqual(ids(events));
  });
});

describe("a Taobao file", () => {
  const row = "1,42,99,pv,1511544070";
  const header = "user_id,item_id,category_id,event_type,timestamp";

  it.each([
    ["with a header", `${header}\n${row}\n`, [2]],
    ["without one", `${row}\n`, [1]],
    ["with a byte order mark", `\uFEFF${header}\r\n${row}\r\n`, [2]],
  ])("is read %s", async (_, text, lines) => {
    const read = await reading(["--format", "taobao"], written("taobao.csv", text));

    expect(read.events).toMatchObject([{ event_name: "view_item", user_id: "1", item_id: "42" }]);
    expect([read.lines, read.bad]).toEqual([lines, []]);
  });
});

describe("a Segment archive", () => {
  it("becomes events in GA4's words", async () => {
    const { events, lines, bad, skipped } = await reading(["--format", "segment"], fileAt("segment.jsonl"));

    expect(events.map(({ event_name, item_id, search_term }) => [event_name, item_id ?? search_term])).toEqual([
      ["page_view", undefined],
      ["view_item", "P1"],
      ["search", "연어"],
      ["purchase", undefined],
      ["gift_card_bought", undefined],
    ]);
    expect(lines).toEqual([1, 2, 3, 4, 6]);
    const [page, view, , order, gift] = events;
    expect(page).toMatchObject({
      event_id: "ajs-next-1795251600000-aaaa",
      anonymous_id: "anon-1",
      page: { url: "https://shop.example/?utm_source=naver", path: "/", title: "몽스토어" },
      context: { locale: "ko-KR", tz: "Asia/Seoul", utm_source: "naver", utm_campaign: "autumn" },
    });
    expect(view).toMatchObject({ user_id: "u1", value: 32_000, currency: "KRW", props: { color: "red" } });
    expect(order).toMatchObject({
      transaction_id: "o-1",
      value: 50_000,
      items: [
        { item_id: "P1", price: 32_000, quantity: 1 },
        { item_id: "P2", price: 9_000, quantity: 2 },
      ],
    });
    expect(gift?.props).toEqual({ amount: 10 });
    expect(JSON.stringify(events)).not.toContain("someone@example.com");
    expect(skipped).toEqual({ "identify calls": 1 });
    expect(bad).toEqual([
      "7: timestamp is no time",
      "8: has neither anonymousId nor userId",
      expect.stringMatching(/^9: is no JSON/),
      "10: is no JSON object",
    ]);
  });

  it("keeps ids that fit ours, makes others from theirs, and takes the shop's own words", async () => {
    const { events } = await reading(
      ["--format", "segment", "--types", "gift card bought!=purchase_gift"],
      fileAt("segment.jsonl"),
    );

    expect(events[1]?.event_id).toBe("m-00000002");
    expect(events[2]?.event_id).toMatch(/^[\da-f-]{36}$/); // "short" is too short
    expect(events[4]?.event_name).toBe("purchase_gift");
  });

  it("says what to do with one JSON list", async () => {
    await expect(reading(["--format", "segment"], written("list.json", "[{}]"))).rejects.toThrow(/jq -c '\.\[\]'/);
  });
});

describe("Snowplow's enriched events", () => {
  it("become events in GA4's words, whatever the version of their schemas", async () => {
    const { events, bad, skipped } = await reading(["--format", "snowplow"], fileAt("snowplow.jsonl"));

    expect(events).toMatchObject([
      {
        event_id: "c6ef3124-b53a-4b13-a233-0088f79dcbcb",
        event_name: "page_view",
        event_ts: Date.parse("2026-11-21T09:00:00.500Z"),
        anonymous_id: "bc2e92ec6c204a14",
        session_id: "2b15e5c8-d3b1-11e4-b9d6-1681e6b88ec1",
        context: { user_agent: expect.stringContaining("Yeti"), locale: "ko-KR", utm_source: "naver" },
      },
      { event_name: "select_item", user_id: "u1", item_id: "P1", items: [{ index: 3, item_list_name: "recommended" }] },
      {
        event_name: "purchase",
        value: 41_000,
        currency: "KRW",
        transaction_id: "t-1",
        items: [{ item_id: "P1" }, { item_id: "P2" }],
      },
      { event_name: "search", search_term: "연어 사료" },
    ]);
    expect(skipped).toEqual({ "page pings": 1 });
    expect(bad).toEqual(["6: has no event_id", "7: has none of domain_userid, network_userid and user_id"]);
  });
});

describe("whatever stands in a row", () => {
  const strange = oneof(
    jsonValue(),
    constantFrom("constructor", "__proto__", "(not set)", "\ud800", "\0", "1e400", -1, 1e300, "x".repeat(3_000), [[]]),
  );
  /** One of the fixture's rows with some member, at any depth, replaced. */
  const spoilt = (name: string) =>
    tuple(constantFrom(...readFileSync(fileAt(name), "utf8").trim().split("\n")), nat(), strange).map(
      ([row, nth, by]) => {
        let at = 0;
        const members = row.match(/:/g)?.length ?? 0;
        try {
          return JSON.stringify(JSON.parse(row, (_, value: unknown) => (at++ === nth % (members + 1) ? by : value)));
        } catch {
          return row;
        }
      },
    );

  it.each(["ga4", "segment", "snowplow"])(
    "of %s is an event the collector can judge, skipped, or a bad row with its line",
    async (format) => {
      const options = readOptions(["--format", format, "--dir", folder, "f"]);
      await assert(
        asyncProperty(array(spoilt(`${format}.jsonl`), { minLength: 1, maxLength: 20 }), async (rows) => {
          const path = written("spoilt.jsonl", ["", ...rows].join("\n"));
          let count = 0;
          const once = () => void (count += 1);
          const found = options?.reader("s")(path, { onBadRow: once, onSkip: once, onBytes: () => undefined });
          for await (const { event } of found ?? []) {
            const read = parseEvent(JSON.parse(JSON.stringify(event)));
            if (!read.ok) expect(read.problem.code).not.toBe("wrong_type");
            once();
          }
          expect(count).toBe(rows.filter((row) => row.trim() !== "").length);
        }),
        { numRuns: 150 },
      );
    },
  );
});

describe("a UUID of version 5", () => {
  it("is what RFC 9562 says", () => {
    expect(uuidV5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")).toBe(
      "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    );
  });
});
