import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { anEnvelope, anEvent, aRequest, given, now } from "./given.ts";

const eventTsWords =
  "event_ts is required: a whole number of milliseconds since 1970 UTC, such as Date.now() gives, not seconds.";

const batchOf = (events: unknown[], changes: Record<string, unknown> = {}) => aRequest(anEnvelope(events, changes));

describe("collect", () => {
  it("stores the good events of a batch and quarantines the bad one, and says which", async () => {
    const collect = given();
    const [first, last] = [anEvent(), anEvent()];
    const bad = '{"event_id":"event-bad-1","event_name":"view_item", "price": 1e400, "price": 2}';
    const body = `{"schema_version":1,"write_key":"web-key-1","events":[${JSON.stringify(first)},${bad},${JSON.stringify(last)}]}`;

    const { status, body: answer } = await collect.send(aRequest(body));

    expect(status).toBe(200);
    expect(answer).toEqual({
      accepted: 2,
      rejected: 1,
      duplicates: 0,
      results: [
        { index: 0, event_id: first.event_id, status: "accepted" },
        {
          index: 1,
          event_id: "event-bad-1",
          status: "rejected",
          code: "missing",
          path: "event_ts",
          message: eventTsWords,
        },
        { index: 2, event_id: last.event_id, status: "accepted" },
      ],
    });
    expect(
      collect.lines().map(({ event_id, request_index, request_count }) => [event_id, request_index, request_count]),
    ).toEqual([
      [first.event_id, 0, 3],
      [last.event_id, 2, 3],
    ]);
    expect(collect.kept("quarantine/reason=missing/date=2026-11-21/request-1.ndjson.gz")).toEqual([
      {
        reason: "missing",
        path: "event_ts",
        schema_version: 1,
        received_at: now,
        request_id: "request-1",
        request_index: 1,
        request_count: 3,
        source: "web",
        bot_reasons: [],
        device: "mobile",
        ip_trunc: "203.0.113.0",
        original: Buffer.from(bad).toString("base64"),
      },
    ]);
  });

  it.each(["web-key-1", "server-key-1"])(
    "refuses a time in seconds from %s, and says milliseconds",
    async (write_key) => {
      const collect = given();

      const { body } = await collect.send(batchOf([anEvent({ event_ts: Math.floor(now / 1000) })], { write_key }));

      expect(body).toMatchObject({
        accepted: 0,
        results: [{ code: "not_milliseconds", path: "event_ts", message: expect.stringContaining("milliseconds") }],
      });
      expect(collect.lines()).toEqual([]);
    },
  );

  it("adds to each line what the server knows", async () => {
    const collect = given();
    const event = anEvent();

    await collect.send(batchOf([event]));

    expect(collect.lines()).toEqual([
      {
        ...event,
        context: { device: "mobile" },
        received_at: now,
        event_time: now - 1_900,
        event_date: "2026-11-21",
        clock_offset_ms: 100,
        time_flags: [],
        request_id: "request-1",
        request_index: 0,
        request_count: 1,
        source: "web",
        is_bot: false,
        bot_reasons: [],
        ip_trunc: "203.0.113.0",
        streamed: true,
      },
    ]);
  });

  it("reports an event id that comes twice, and stores both, so that every position is somewhere", async () => {
    const collect = given();
    const event = anEvent();

    const { body } = await collect.send(batchOf([event, anEvent(), event]));

    expect(body).toMatchObject({ accepted: 3, rejected: 0, duplicates: 1 });
    expect(body.results.map(({ status }) => status)).toEqual(["accepted", "accepted", "duplicate"]);
    expect(collect.lines().map(({ request_index }) => request_index)).toEqual([0, 1, 2]);
  });

  it("takes a beacon, a gzip body and a key in the query alike", async () => {
    const collect = given();
    const json = JSON.stringify(anEnvelope([anEvent()], { write_key: undefined }));

    const beacon = aRequest(json, {
      headers: { "content-type": "text/plain;charset=UTF-8" },
      query: { write_key: "web-key-1" },
    });
    const gzip = aRequest(gzipSync(json), { headers: { "content-encoding": "gzip", "x-write-key": "server-key-1" } });

    expect((await collect.send(beacon)).status).toBe(200);
    expect((await collect.send(gzip)).status).toBe(200);
    expect(collect.lines().map(({ source }) => source)).toEqual(["web", "server"]);
  });

  it("labels a bot and keeps its events, but tells Personalize nothing", async () => {
    const collect = given();

    const { body } = await collect.send(
      aRequest(anEnvelope([anEvent()]), {
        userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      }),
    );

    expect(body.accepted).toBe(1);
    expect(collect.lines()).toMatchObject([{ is_bot: true, bot_reasons: ["declared_bot"], streamed: false }]);
    expect(collect.live).toEqual([]);
  });

  it("knows nothing of a server's visitors from the server's own address and program", async () => {
    const collect = given();

    await collect.send(aRequest(anEnvelope([anEvent()], { write_key: "server-key-1" }), { userAgent: "node" }));

    const [line] = collect.lines();
    expect(line).toMatchObject({ is_bot: false, source: "server" });
    expect(line).not.toHaveProperty("ip_trunc");
    expect(line).not.toHaveProperty("context");
  });

  it("quarantines an event over 32 KB, however harmless", async () => {
    const collect = given();

    const { body } = await collect.send(batchOf([anEvent(), anEvent({ note: "가".repeat(11_000) })]));

    expect(body.results).toMatchObject([{ status: "accepted" }, { status: "rejected", code: "too_large", path: "" }]);
  });

  it("spills what Firehose refuses for good to S3, where the same job reads it", async () => {
    const { sleeps, refuse } = refusing();
    const collect = given(refuse);

    const { status, body } = await collect.send(batchOf([anEvent(), anEvent()]));

    expect(status).toBe(200);
    expect(body.accepted).toBe(2);
    expect(sleeps.length).toBeGreaterThan(2);
    const spilled = collect.kept("raw/spill/received=2026-11-21/hour=09/request-1.ndjson.gz");
    expect(spilled.map((line) => line["request_index"])).toEqual([0, 1]);
  });

  it("answers 503 and names the events that nothing took, and only those", async () => {
    const { refuse } = refusing();
    const notices: unknown[] = [];
    const collect = given({
      ...refuse,
      notice: (error) => notices.push(error),
      lake: {
        put: async (key) => {
          if (key.startsWith("raw/spill/")) throw new Error("S3 is away");
        },
      },
    });

    const { status, headers, body } = await collect.send(batchOf([anEvent(), {}, anEvent()]));

    expect(status).toBe(503);
    expect(headers).toMatchObject({ "retry-after": "5" });
    expect(body).toMatchObject({ accepted: 0, rejected: 1, unavailable: 2 });
    expect(body.results.map(({ status: result }) => result)).toEqual(["unavailable", "rejected", "unavailable"]);
    expect(notices).toEqual([new Error("S3 is away")]);
  });

  it("does not call an event rejected whose quarantine failed", async () => {
    const collect = given({
      lake: {
        put: async () => {
          throw new Error("S3 is away");
        },
      },
    });

    const { status, body } = await collect.send(batchOf([anEvent(), {}]));

    expect(status).toBe(503);
    expect(body.results.map(({ status: result }) => result)).toEqual(["accepted", "unavailable"]);
  });
});

/** A stream that takes nothing. */
const refusing = () => {
  const sleeps: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    sleeps.push(ms);
  };
  return { sleeps, refuse: { sleep, clicks: { put: async (data: Buffer[]) => data.map(() => false) } } };
};
