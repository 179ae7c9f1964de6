import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { StoredEvent } from "@millrace/core/domain/event";
import type { QuarantineLine } from "../../../../functions/collect/keep.ts";
import { replayLake } from "../../../../functions/collect/replay/replay-lake.ts";
import { anEnvelope, anEvent, aRequest, given, linesOf, now } from "../given.ts";
import { memoryBucket } from "../memory-lake.ts";

const call = { remainingMs: () => 60_000 };
const unpacked = <T>(body: Buffer | undefined): T[] => linesOf<T>(gunzipSync(body ?? gzipSync("")));
const rawOf = ({ objects }: ReturnType<typeof memoryBucket>): StoredEvent[] =>
  [...objects].filter(([key]) => key.startsWith("raw/spill/")).flatMap(([, body]) => unpacked<StoredEvent>(body));
const quarantineOf = ({ objects }: ReturnType<typeof memoryBucket>): QuarantineLine[] =>
  [...objects].filter(([key]) => key.startsWith("quarantine/")).flatMap(([, body]) => unpacked<QuarantineLine>(body));

/** A line of quarantine whose event is good today: the validator was too strict when it came. */
const aFalseAlarm = (event: unknown, changes: Partial<QuarantineLine> = {}): QuarantineLine => ({
  reason: "bad_format",
  path: "event_id",
  schema_version: 1,
  received_at: now,
  request_id: "request-1",
  request_index: 0,
  request_count: 2,
  source: "web",
  sent_at: now - 100,
  bot_reasons: [],
  device: "mobile",
  ip_trunc: "203.0.113.0",
  original: Buffer.from(typeof event === "string" ? event : JSON.stringify(event)).toString("base64"),
  ...changes,
});
const key = "quarantine/reason=bad_format/date=2026-11-21/request-1.ndjson.gz";
const quarantined = (...lines: QuarantineLine[]) =>
  memoryBucket(new Map([[key, gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(""))]]));

describe("replay", () => {
  it("stores what is good now exactly as collect would have stored it then", async () => {
    const event = anEvent();
    const collect = given({ realTime: { trackingId: async () => undefined, putEvents: async () => {} } });
    await collect.send(aRequest(anEnvelope([event, { bad: true }])));
    const lake = quarantined(aFalseAlarm(event));

    const answer = await replayLake(lake)({}, call);

    expect(answer).toEqual({ objects: 1, accepted: 1, rejected: 0 });
    expect(rawOf(lake)).toEqual(collect.lines());
    expect(quarantineOf(lake)).toEqual([]);
  });

  it("leaves what is still bad where it is, byte for byte, and the good lines leave it", async () => {
    const bad = aFalseAlarm('{"event_id":"x"}', { request_index: 1 });
    const lake = quarantined(aFalseAlarm(anEvent()), bad);

    expect(await replayLake(lake)({}, call)).toEqual({ objects: 1, accepted: 1, rejected: 1 });

    expect(quarantineOf(lake)).toEqual([bad]);
    expect(rawOf(lake).map(({ request_index }) => request_index)).toEqual([0]);
  });

  it("changes nothing when it runs again", async () => {
    const lake = quarantined(aFalseAlarm(anEvent()), aFalseAlarm({ event_id: "x" }, { request_index: 1 }));
    await replayLake(lake)({}, call);
    const before = new Map(lake.objects);
    lake.log.length = 0;

    expect(await replayLake(lake)({}, call)).toEqual({ objects: 1, accepted: 0, rejected: 1 });

    expect(lake.objects).toEqual(before);
    expect(lake.log).toEqual([]);
  });

  it("is never in neither place: killed after any write, the next replay ends as if nothing had happened", async () => {
    const lines = [aFalseAlarm(anEvent()), aFalseAlarm({ event_id: "x" }, { request_index: 1 })];
    const whole = quarantined(...lines);
    await replayLake(whole)({}, call);
    for (const writes of [0, 1, 2]) {
      const lake = quarantined(...lines);
      let left = writes;
      const killed = {
        ...lake,
        put: async (to: string, body: Buffer | string) => {
          if (left === 0) throw new Error("killed");
          left -= 1;
          lake.objects.set(to, Buffer.from(body));
        },
      };
      await replayLake(killed)({}, call).catch(() => undefined);
      expect(new Set([...rawOf(lake), ...quarantineOf(lake)].map((line) => line.request_index))).toEqual(
        new Set([0, 1]),
      );

      await replayLake(lake)({}, call);

      expect(lake.objects).toEqual(whole.objects);
    }
  });

  it("takes only the reason and the days asked for, and only tells when asked to", async () => {
    const lake = quarantined(aFalseAlarm(anEvent()));

    expect(await replayLake(lake)({ reason: "missing" }, call)).toMatchObject({ objects: 0 });
    expect(await replayLake(lake)({ since: "2026-11-22" }, call)).toMatchObject({ objects: 0 });
    expect(await replayLake(lake)({ reason: "bad_format", since: "2026-11-21", dry: true }, call)).toMatchObject({
      accepted: 1,
    });
    expect(lake.log).toEqual([]);
    await expect(replayLake(lake)({ reason: "../raw" }, call)).rejects.toThrow("reason");
  });

  it("names where it stopped when time runs out, and goes on from there", async () => {
    const lake = quarantined(aFalseAlarm(anEvent()));
    const second = key.replace("request-1", "request-2");
    await lake.put(second, gzipSync(`${JSON.stringify(aFalseAlarm(anEvent(), { request_id: "request-2" }))}\n`));
    let asked = 0;

    const stopped = await replayLake(lake)({}, { remainingMs: () => (asked++ === 0 ? 60_000 : 1) });
    expect(stopped).toEqual({ objects: 1, accepted: 1, rejected: 0, next: key });

    expect(await replayLake(lake)({ after: stopped.next }, call)).toEqual({ objects: 1, accepted: 1, rejected: 0 });
  });

  it("leaves to the ETL what the ETL kept apart, and erased people erased", async () => {
    const lake = memoryBucket(
      new Map(["etl-lake-1", "erased-1"].map((name) => [key.replace("request-1", name), gzipSync("{}\n")])),
    );

    expect(await replayLake(lake)({}, call)).toEqual({ objects: 0, accepted: 0, rejected: 0 });
  });
});

describe("replay of what Firehose could not deliver", () => {
  const failed = "raw/errors/processing-failed/failed=2026-11-21/millrace-dev-clicks-1-2026-11-21-09-00-00-uuid";
  const row = (...lines: string[]) =>
    JSON.stringify({
      attemptsMade: 4,
      arrivalTimestamp: now,
      errorCode: "Lambda.FunctionError",
      rawData: Buffer.from(`${lines.join("\n")}\n`).toString("base64"),
    });

  it("puts the events back into raw as they were, and what is damaged into quarantine, and removes the error object", async () => {
    const collect = given();
    await collect.send(aRequest(anEnvelope([anEvent({ theme: "dark" }), anEvent()])));
    const stored = collect.lines();
    const lines = stored.map((line) => JSON.stringify(line));
    const lake = memoryBucket(
      new Map([[failed, Buffer.from(`${row(lines[0] ?? "")}\n${row(lines[1] ?? "", '{"cut":')}\n`)]]),
    );

    expect(await replayLake(lake)({ reason: "undelivered" }, call)).toEqual({ objects: 1, accepted: 2, rejected: 1 });

    expect(rawOf(lake)).toEqual(stored);
    expect(quarantineOf(lake)).toEqual([
      expect.objectContaining({
        reason: "not_an_object",
        request_count: 1,
        original: Buffer.from('{"cut":').toString("base64"),
      }),
    ]);
    expect(lake.objects.has(failed)).toBe(false);
  });

  it("keeps an event that our validator no longer takes, with the request it came in", async () => {
    const collect = given();
    await collect.send(aRequest(anEnvelope([anEvent()])));
    const spoilt = JSON.stringify({ ...collect.lines()[0], item_id: 7 });
    const lake = memoryBucket(new Map([[failed, Buffer.from(row(spoilt))]]));

    await replayLake(lake)({}, call);

    expect(quarantineOf(lake)).toEqual([
      expect.objectContaining({ reason: "wrong_type", path: "item_id", request_id: "request-1", request_count: 1 }),
    ]);
  });

  it("touches nothing of an object it does not understand", async () => {
    const lake = memoryBucket(new Map([[failed, Buffer.from('{"errorCode":"X"}\n')]]));

    await expect(replayLake(lake)({}, call)).rejects.toThrow("has no rawData");
    expect(lake.log).toEqual([]);
  });
});
