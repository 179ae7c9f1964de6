import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { EraseAnswer, Receipt } from "../../functions/govern/erase-person.ts";
import { waitForLake, waitForRun } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { openCloud } from "./cloud.ts";
import { clientConfig, prefix } from "./instance.ts";
import { aSmallShop } from "./shop.ts";
import { askT1 } from "./t1.ts";
import { until } from "./until.ts";

describe("a person who is erased", () => {
  const shop = aSmallShop(150);
  const person = shop.purchases.find(({ visitor }) => visitor.userId !== undefined)?.visitor.userId ?? "";
  const isThem = new RegExp(String.raw`(?<![\w-])${person}(?![\w-])`);
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let receipt: Receipt;
  const raw = new Map<string, Buffer>();

  const invoke = async <T>(name: string, payload: unknown): Promise<T> => {
    const lambda = new LambdaClient(clientConfig(cloud.endpoint));
    const command = new InvokeCommand({ FunctionName: `${prefix}-${name}`, Payload: JSON.stringify(payload) });
    const { Payload, FunctionError } = await lambda.send(command);
    const text = Buffer.from(Payload ?? []).toString("utf8");
    expect({ FunctionError, text }).toEqual({ FunctionError: undefined, text });
    return JSON.parse(text) as T;
  };

  const holdsThem = (body: Buffer): boolean => {
    const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
    const text = plain.toString("latin1");
    const wrapped = [...text.matchAll(/"(?:original|rawData)":"([^"]+)"/g)].map(([, inner = ""]) =>
      Buffer.from(inner, "base64").toString("latin1"),
    );
    return [text, ...wrapped].some((each) => isThem.test(each));
  };

  /** Everything of the instance that has them: objects, Personalize's files and state, logs; tables by their rows; T1 by SQL. */
  const placesOfPerson = async (): Promise<string[]> => {
    const files = globSync("**/*", { cwd: cloud.directory, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(cloud.directory, join(entry.parentPath, entry.name)))
      // the shop's own database is the shop's; DynamoDB's files are looked at as a client sees them, Parquet by SQL
      .filter((name) => !/^(shop|dynamodb|site)\//.test(name) && !name.endsWith(".parquet"));
    const found = files.filter((name) => holdsThem(readFileSync(join(cloud.directory, name))));
    const tables = new DynamoDBClient(clientConfig(cloud.endpoint));
    for (const table of ["ledger", "cache", "marks"]) {
      const { Items = [] } = await tables.send(new ScanCommand({ TableName: `${prefix}-${table}` }));
      if (isThem.test(JSON.stringify(Items))) found.push(`table ${table}`);
    }
    const [row] = await askT1(cloud.lake, `select count(*)::int as n from t1 where user_id = '${person}'`);
    if (Number(row?.["n"]) > 0) found.push("T1");
    return found;
  };

  beforeAll(async () => {
    cloud = await openCloud({ shop });
    const { accepted } = await send(shop.events, { site: cloud.site, writeKey: cloud.keys.server });
    await waitForLake(cloud.aws, accepted, () => undefined);
    await waitForRun(cloud.aws, await cloud.aws.retrain(), () => undefined);
    const answer = await fetch(`${cloud.site}/v1/recommendations?placement=home&user_id=${person}`);
    expect(answer.headers.get("x-recommendation-source")).toBe("live");
    await send([{ ...shop.events[0], event_id: "Not An Id!", user_id: person } as never], {
      site: cloud.site,
      writeKey: cloud.keys.server,
    });
    for (const { key } of await cloud.lake.list("raw/clicks/")) {
      const object = await cloud.lake.get(key);
      if (object) raw.set(key, object.body);
    }
  }, 240_000);
  afterAll(() => cloud.close(), 30_000);

  it("is in every tier before", async () => {
    const places = await placesOfPerson();

    for (const tier of [
      /raw\/clicks/,
      /quarantine/,
      /raw\/snapshots\/users/,
      /t2\/.*interactions/,
      /^T1$/,
      /^table cache$/,
      /personalize/,
    ])
      expect(places).toContainEqual(expect.stringMatching(tier));
  });

  it("is in none after, when Personalize has done its job too", async () => {
    const shopDatabase = new DatabaseSync(join(cloud.directory, "shop", "products.sqlite"));
    for (const table of ["users", "orders"]) shopDatabase.prepare(`delete from ${table} where user_id = ?`).run(person);
    shopDatabase.close();
    const answer = await invoke<EraseAnswer>("erase", { user: person });
    if (!("receipt" in answer)) throw new Error("one call is enough for so little");
    receipt = answer.receipt;
    expect(receipt.personalize.status).toBe("started");

    await until("Personalize's job", async () => {
      const look = { user: person, erasedAt: receipt.erasedAt, step: "deletion" };
      const { deletion } = await invoke<{ deletion: { status: string } }>("erase", look);
      return deletion.status === "done" ? true : undefined;
    });
    await until("nothing of them", async () => ((await placesOfPerson()).length === 0 ? true : undefined)).catch(
      () => undefined,
    );

    expect(await placesOfPerson()).toEqual([]);
    const kept = (await cloud.lake.get(`erasures/${receipt.person.slice(0, 32)}.json`))?.body.toString() ?? "";
    expect(JSON.parse(kept)).toMatchObject({ personalize: { status: "done" } });
  }, 150_000);

  it("is in none after all of raw was put back, either", async () => {
    for (const [key, body] of raw) await cloud.lake.put(key, body, "application/x-ndjson");

    await until("nothing of them", async () => ((await placesOfPerson()).length === 0 ? true : undefined)).catch(
      () => undefined,
    );

    expect(await placesOfPerson()).toEqual([]);
  }, 150_000);
});
