import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import type { ReplayAnswer } from "../../functions/collect/replay/replay-lake.ts";
import type { EraseAnswer } from "../../functions/govern/erase-person.ts";
import { waitForLake } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { openCloud } from "./cloud.ts";
import { clientConfig, prefix } from "./instance.ts";
import { aSmallShop } from "./shop.ts";
import { askT1 } from "./t1.ts";
import { until } from "./until.ts";

describe("a lake that is governed", () => {
  const shop = aSmallShop(60);
  const person = shop.events.find(({ user_id }) => user_id !== undefined)?.user_id ?? "";
  let cloud: Awaited<ReturnType<typeof openCloud>>;

  const invoke = async <T>(name: string, payload: unknown): Promise<T> => {
    const lambda = new LambdaClient(clientConfig(cloud.endpoint));
    const command = new InvokeCommand({ FunctionName: `${prefix}-${name}`, Payload: JSON.stringify(payload) });
    const { Payload, FunctionError } = await lambda.send(command);
    const text = Buffer.from(Payload ?? []).toString("utf8");
    expect({ FunctionError, text }).toEqual({ FunctionError: undefined, text });
    return JSON.parse(text) as T;
  };

  /** Every object with these bytes in it, unpacked; Parquet is asked by SQL. */
  const objectsWith = async (text: string): Promise<string[]> => {
    const found: string[] = [];
    for (const { key } of await cloud.lake.list("")) {
      const body = (await cloud.lake.get(key))?.body ?? Buffer.alloc(0);
      const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
      if (plain.includes(`"${text}"`)) found.push(key);
    }
    return found;
  };
  const rowsOfPerson = async (): Promise<number> => {
    const [row] = await askT1(cloud.lake, `select count(*) as n from t1 where user_id = '${person}'`);
    return Number(row?.["n"]);
  };
  const identityHolds = async (): Promise<true | undefined> =>
    (await reconcile(cloud.lake)).problems.length === 0 ? true : undefined;

  beforeAll(async () => {
    cloud = await openCloud({ shop });
    const accepted = await send(shop.events, { site: cloud.site, writeKey: cloud.keys.server });
    await waitForLake(cloud.aws, accepted.accepted, () => undefined);
  }, 120_000);
  afterAll(() => cloud.close(), 30_000);

  it("takes back what it refused wrongly, once, and its books still balance", async () => {
    const now = Date.now();
    const event = { ...shop.events[0], event_id: "a-false-alarm" };
    const key = `quarantine/reason=bad_format/date=${new Date(now).toISOString().slice(0, 10)}/request-x.ndjson.gz`;
    const line = {
      reason: "bad_format",
      path: "event_id",
      schema_version: 1,
      received_at: now,
      request_id: "request-x",
      request_index: 0,
      request_count: 1,
      source: "server",
      original: Buffer.from(JSON.stringify(event)).toString("base64"),
    };
    await cloud.lake.put(key, gzipSync(`${JSON.stringify(line)}\n`), "application/x-ndjson");

    expect(await invoke<ReplayAnswer>("replay", { reason: "bad_format" })).toEqual({
      objects: 1,
      accepted: 1,
      rejected: 0,
    });
    expect(await invoke<ReplayAnswer>("replay", {})).toEqual({ objects: 0, accepted: 0, rejected: 0 });

    await until("the event in T1", async () => {
      const [row] = await askT1(cloud.lake, "select count(*) as n from t1 where event_id = 'a-false-alarm'");
      return Number(row?.["n"]) === 1 ? true : undefined;
    });
    await until("balanced books", identityHolds);
  }, 60_000);

  it("forgets a person in every tier, and keeps balancing", async () => {
    expect(await rowsOfPerson()).toBeGreaterThan(0);

    const answer = await invoke<EraseAnswer>("erase", { user: person });

    expect(answer).toMatchObject({ receipt: { person: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    await until("T1 without them", async () => ((await rowsOfPerson()) === 0 ? true : undefined));
    expect(await objectsWith(person)).toEqual([]);
    await until("balanced books", identityHolds);
  }, 60_000);

  it("does not know them again after all of raw was put back", async () => {
    const event = { ...shop.events.find(({ user_id }) => user_id === person), event_id: "from-a-backup" };
    const at = Date.now() - 60_000;
    const line = {
      ...event,
      event_time: event.event_ts,
      event_date: new Date(event.event_ts ?? 0).toISOString().slice(0, 10),
      received_at: at,
      clock_offset_ms: 0,
      time_flags: [],
      request_id: "request-y",
      request_index: 0,
      request_count: 1,
      source: "server",
      is_bot: false,
      bot_reasons: [],
      streamed: false,
    };
    const raw = "raw/clicks/received=2026-11-20/hour=00/from-a-backup.gz";
    await cloud.lake.put(raw, gzipSync(`${JSON.stringify(line)}\n`), "application/x-ndjson");

    await until("raw without them", async () => ((await objectsWith(person)).length === 0 ? true : undefined));
    await until("balanced books", identityHolds);
    expect(await rowsOfPerson()).toBe(0);
  }, 60_000);
});
