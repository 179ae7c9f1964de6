import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { GetPartitionsCommand } from "@aws-sdk/client-glue";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { startCloud, type Cloud, type CloudOptions } from "../../local/main.ts";
import { clientsFor, type Clients } from "../../local/provision/clients.ts";
import { build } from "../../scripts/build/build.ts";

jest.setTimeout(300_000); // osls and every service start; the machine may be busy

const writeKey = "test-key-1234";
let directory: string;
let cloud: Cloud;
let clients: Clients;

const start = (more: CloudOptions = {}): Promise<Cloud> =>
  startCloud({
    directory,
    speed: 600,
    awsPort: 0,
    sitePort: 0,
    environment: { MILLRACE_WRITE_KEYS: `${writeKey}:web` },
    say: () => undefined,
    ...more,
  });

beforeAll(async () => {
  await build();
  directory = mkdtempSync(join(tmpdir(), "millrace-main-"));
  cloud = await start();
  clients = clientsFor(cloud.endpoint, "ap-northeast-2");
});
afterAll(async () => {
  clients.destroy();
  await cloud.close();
  rmSync(directory, { recursive: true, force: true });
});

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("it did not come true");
};

const click = (event_id: string) => ({
  event_id,
  event_name: "view_item",
  event_ts: Date.now(),
  anonymous_id: "visitor-1",
  session_id: "session-1",
  item_id: "P1",
  consent: { analytics: "granted", ads: "denied", personalization: "granted" },
});

const send = async (event_id: string): Promise<unknown> => {
  const answer = await fetch(`${cloud.site}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-write-key": writeKey },
    body: JSON.stringify({ schema_version: 1, sent_at: Date.now(), events: [click(event_id)] }),
  });
  return [answer.status, ((await answer.json()) as { accepted: number }).accepted];
};

const clicksInLake = async (): Promise<number> => {
  const { KeyCount = 0 } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: cloud.bucket, Prefix: "raw/clicks/" }),
  );
  return KeyCount;
};

describe("startCloud", () => {
  it("wires a click from the route to the lake, and from the lake to its partition in the catalog", async () => {
    expect(await send("first-click")).toEqual([200, 1]);
    await until(async () => ((await clicksInLake()) > 0 ? true : undefined));
    const table = { DatabaseName: "millrace_dev", TableName: "raw_clicks" };
    const partition = await until(
      async () => (await clients.glue.send(new GetPartitionsCommand(table))).Partitions?.[0],
    );
    expect(partition.StorageDescriptor?.Location).toMatch(
      /^s3:\/\/millrace-dev-lake\/raw\/clicks\/received=.*\/hour=\d\d\/?$/,
    );
  });

  it("makes a rule of every schedule and pattern in serverless.yml", async () => {
    const { Rules = [] } = await clients.events.send(new ListRulesCommand({ Limit: 100 }));
    const wanted = cloud.project.functions.flatMap(({ events }) => events.filter((event) => !("httpApi" in event)));
    expect(Rules).toHaveLength(wanted.length);
  });

  it("says where it is, and refuses a second instance on its directory", async () => {
    const address = JSON.parse(readFileSync(join(directory, "endpoint.json"), "utf8")) as unknown;
    expect(address).toEqual({
      pid: process.pid,
      endpoint: cloud.endpoint,
      site: cloud.site,
      bucket: "millrace-dev-lake",
    });
    await expect(start()).rejects.toThrow(`${directory} is in use: process ${process.pid} runs at ${cloud.site}`);
  });

  it("keeps what was acknowledged over a restart, and removes its address when it stops", async () => {
    expect(await send("last-click")).toEqual([200, 1]);
    const before = await clicksInLake();
    await cloud.close();
    clients.destroy();
    expect(existsSync(join(directory, "endpoint.json"))).toBe(false);
    cloud = await start();
    clients = clientsFor(cloud.endpoint, "ap-northeast-2");
    await until(async () => ((await clicksInLake()) > before || before > 1 ? true : undefined));
  });
});
