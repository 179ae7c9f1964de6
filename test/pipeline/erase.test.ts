import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { WireEvent } from "@millrace/core/domain/event";
import type { EraseAnswer, Receipt } from "../../functions/govern/erase-person.ts";
import { waitForLake, waitForRun } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { openCloud } from "./cloud.ts";
import { clientConfig, prefix } from "./instance.ts";
import { aSmallShop } from "./shop.ts";
import { anyOf, tracesOf } from "./traces.ts";
import { until } from "./until.ts";

describe("a person who is erased", () => {
  const shop = aSmallShop(150);
  const person = shop.purchases.find(({ visitor }) => visitor.userId !== undefined)?.visitor.userId ?? "";
  const theirs = shop.events.filter(({ user_id }) => user_id === person);
  const them = anyOf([person, ...new Set(theirs.flatMap(({ anonymous_id: id }) => id ?? []))]);
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let first: Receipt;
  const backup = new Map<string, Buffer>();

  const invoke = async <T>(name: string, payload: unknown): Promise<T> => {
    const lambda = new LambdaClient(clientConfig(cloud.endpoint));
    const command = new InvokeCommand({ FunctionName: `${prefix}-${name}`, Payload: JSON.stringify(payload) });
    const { Payload, FunctionError } = await lambda.send(command);
    const text = Buffer.from(Payload ?? []).toString("utf8");
    expect({ FunctionError, text }).toEqual({ FunctionError: undefined, text });
    return JSON.parse(text) as T;
  };
  const traces = () => tracesOf(them, cloud);
  /** What is left of them when no more comes or goes: a job that read raw before it was cleaned brings them back until the next. */
  const lastTraces = async (): Promise<string[]> => {
    let clean = 0;
    await until("nothing of them", async () => {
      await wait(2_000);
      clean = (await traces()).length === 0 ? clean + 1 : 0;
      return clean === 3 ? true : undefined;
    }).catch(() => undefined);
    return traces();
  };
  /** What somebody does now: Personalize learns of it at once. */
  const visit = (mark: string): WireEvent[] =>
    theirs.slice(0, 3).map((event, n) => ({ ...event, event_id: `${mark}-click-${n}`, event_ts: Date.now() - n }));
  const sendAll = (events: readonly WireEvent[]) =>
    send(events as never, { site: cloud.site, writeKey: cloud.keys.server });
  const eraseThem = async (): Promise<Receipt> => {
    const shopDatabase = new DatabaseSync(join(cloud.directory, "shop", "products.sqlite"));
    for (const table of ["users", "orders"]) shopDatabase.prepare(`delete from ${table} where user_id = ?`).run(person);
    shopDatabase.close();
    const answer = await invoke<EraseAnswer>("erase", { user: person });
    if (!("receipt" in answer)) throw new Error("one call is enough for so little");
    const { receipt } = answer;
    expect(receipt.personalize.status).toBe("started");
    await until("Personalize's job", async () => {
      const look = { user: person, erasedAt: receipt.erasedAt, step: "deletion" };
      const { deletion } = await invoke<{ deletion: { status: string } }>("erase", look);
      return deletion.status === "done" ? true : undefined;
    });
    return receipt;
  };

  beforeAll(async () => {
    cloud = await openCloud({ shop, speed: 100 });
    const { accepted } = await sendAll(shop.events);
    await waitForLake(cloud.aws, accepted, () => undefined);
    await waitForRun(cloud.aws, await cloud.aws.retrain(), () => undefined);
    await sendAll([...visit("first"), { ...theirs[0], event_id: "Not An Id!" } as never]);
    await until("a list of their own", async () => {
      const answer = await fetch(`${cloud.site}/v1/recommendations?placement=home&user_id=${person}`);
      return answer.headers.get("x-recommendation-source") === "live" ? true : undefined;
    });
    await waitForLake(cloud.aws, accepted + 3, () => undefined);
    for (const place of ["raw/", "quarantine/"])
      for (const { key } of await cloud.lake.list(place)) {
        const object = await cloud.lake.get(key);
        if (object) backup.set(key, object.body);
      }
  }, 240_000);
  afterAll(() => cloud.close(), 30_000);

  it("is in every tier before", async () => {
    const places = await traces();

    for (const tier of [
      /raw\/clicks/,
      /quarantine/,
      /raw\/snapshots\/users/,
      /t1\/events/,
      /t2\/.*interactions/,
      /^table cache$/,
      /personalize/,
    ])
      expect(places).toContainEqual(expect.stringMatching(tier));
  });

  it("is in none after, when Personalize has done its job too", async () => {
    first = await eraseThem();

    expect(await lastTraces()).toEqual([]);
    const kept = (await cloud.lake.get(`erasures/${first.person.slice(0, 32)}.json`))?.body.toString() ?? "";
    expect(JSON.parse(kept)).toMatchObject({ personalize: { status: "done" } });
  }, 150_000);

  it("is in none after all of raw and quarantine was put back and replayed, either", async () => {
    for (const [key, body] of backup) await cloud.lake.put(key, body, "application/x-ndjson");
    await invoke("replay", {});
    await invoke("forget", { source: "aws.events" }); // as once a day: nothing tells of quarantine

    expect(await lastTraces()).toEqual([]);
  }, 150_000);

  it("is known when they come back, and can be erased again", async () => {
    await sendAll(visit("second"));
    await until("their clicks", async () => ((await traces()).some((name) => name.includes("t1/")) ? true : undefined));

    const again = await eraseThem();

    expect(again.erasedAt).toBeGreaterThan(first.erasedAt);
    expect(again.person).toBe(first.person);
    expect(await lastTraces()).toEqual([]);
  }, 150_000);
});
