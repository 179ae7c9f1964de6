import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { dayOf } from "@millrace/core/domain/lake";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import type { DayOfCounts } from "../../functions/operate/counts.ts";
import { waitForLake } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { plantFalseAlarms, plantUndelivered } from "../../scripts/chaos-ingest/plant.ts";
import { openCloud } from "./cloud.ts";
import { runScript } from "./run-script.ts";
import { aSmallShop } from "./shop.ts";
import { rowsByEvent } from "./t1.ts";
import { until } from "./until.ts";

const day = dayOf(Date.now());
const tomorrow = dayOf(Date.now() + 86_400_000);

describe("an operator's accounts", () => {
  const shop = aSmallShop(20);
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let planted: string[];
  const command = (script: string, ...args: string[]) => runScript(script, ["--dir", cloud.directory, ...args]);
  const replay = async (...args: string[]) => (await command("replay", ...args)).stdout.trim();
  /** Every object that a replay may touch, and what it is. */
  const versions = async () => {
    const lists = await Promise.all(["raw/", "quarantine/"].map((prefix) => cloud.lake.list(prefix)));
    return lists.flat().map(({ key, etag }) => `${key} ${etag}`);
  };

  beforeAll(async () => {
    cloud = await openCloud({ shop, speed: 30 });
    const { site, endpoint, lake } = cloud;
    const running = { pid: process.pid, site, endpoint, bucket: "millrace-dev-lake" };
    writeFileSync(join(cloud.directory, "endpoint.json"), JSON.stringify(running));
    const { accepted } = await send(shop.events, { site, writeKey: cloud.keys.server });
    await waitForLake(cloud.aws, accepted, () => undefined);
    planted = [...(await plantFalseAlarms(lake, 1)), ...(await plantUndelivered(lake, 2))];
  }, 240_000);
  afterAll(() => cloud.close(), 30_000);

  it("are brought in order by replay, by reason and by day", async () => {
    expect(await replay("--since", tomorrow)).toMatch(/^0 objects: 0 events went/);
    expect(await replay("--reason", "bad_format", "--since", day, "--dry")).toMatch(
      /^1 objects: 20 events would go to raw, 0 stay/,
    );
    expect(await replay("--reason", "bad_format", "--since", day)).toMatch(/^1 objects: 20 events went to raw, 0 stay/);
    expect(await replay("--reason", "undelivered")).toMatch(/^1 objects: 20 events went to raw, 1 stay/);
  }, 240_000);

  it("do not change when everything is replayed again", async () => {
    const before = await versions();

    expect(await replay()).toMatch(/: 0 events went to raw, 1 stay/);
    expect(await replay("--reason", "bad_format")).toMatch(/^0 objects: 0 events/);

    expect(await versions()).toEqual(before);
    await until("what was replayed in T1, once", async () => {
      const rows = await rowsByEvent(cloud.lake);
      return planted.every((id) => rows.get(id) === 1) ? true : undefined;
    });
  }, 240_000);

  it("balance, and are the same in the console as from the objects", async () => {
    const { days, total, sources } = await until("balanced books", async () => {
      const books = await reconcile(cloud.lake);
      return books.problems.length === 0 ? books : undefined;
    });

    const { received, accepted, rejected, unique, duplicates } = total;
    const counts = await until("the console's counts, written last", async () => {
      const asked = await cloud.console<{ counts: Record<string, unknown> & { days: DayOfCounts[] } }>("counts");
      return asked.counts["received"] === received ? asked.counts : undefined;
    });
    expect(counts).toMatchObject({ received, accepted, rejected, unique, duplicates });
    expect(counts.days).toEqual(
      [...days].map(([name, { received, accepted, rejected, unique }]) => ({
        day: name,
        received,
        accepted,
        rejected,
        unique,
      })),
    );
    expect(counts["sources"]).toEqual(
      [...sources]
        .filter(([, { accepted }]) => accepted > 0)
        .map(([source, { accepted, unique }]) => ({ source, accepted, unique })),
    );
    const printed = await command("reconcile", "--wait");
    expect(printed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Every request and every event is accounted for"),
    });
  }, 240_000);

  it("name the object that a line was taken out of", async () => {
    const objects = await cloud.lake.list("raw/clicks/");
    const { key = "" } = objects.at(-1) ?? {};
    const lines = gunzipSync((await cloud.lake.get(key))?.body ?? "")
      .toString("utf8")
      .trimEnd()
      .split("\n");
    const [robbed, ...rest] = lines;

    await cloud.lake.put(key, gzipSync(`${rest.join("\n")}\n`), "application/x-ndjson");

    const { code, stdout } = await command("reconcile", "--wait"); // the lake job makes T1 anew of what is there now
    const first = /identities are broken\. The first: (\S+): /.exec(stdout)?.[1];
    expect({ code, first }).toEqual({ code: 1, first: key });
    await until("what is missing by name", async () => {
      const { problems } = await reconcile(cloud.lake);
      const { request_id, request_index } = JSON.parse(robbed ?? "") as { request_id: string; request_index: number };
      const said = `${key}: event ${request_index} of request ${request_id} is missing`;
      return problems.some((problem) => problem.startsWith(said)) ? true : undefined;
    });
  }, 240_000);
});
