import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { WireEvent } from "@millrace/core/domain/event";
import type { Judged, Run } from "@millrace/core/domain/run";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import { waitForLake, waitForRun } from "../../scripts/demo/wait.ts";
import { send, type Tally } from "../../scripts/import/send.ts";
import { openCloud } from "./cloud.ts";
import { aSmallShop } from "./shop.ts";
import { askT1, fingerprintOf, rowsByEvent } from "./t1.ts";

interface Answer {
  readonly source: string | null;
  readonly items: readonly string[];
}

describe("a click", () => {
  const shop = aSmallShop(300);
  const { events } = shop;
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let tally: Tally;
  let run: Run;

  const recommend = async (user: string, more = ""): Promise<Answer> => {
    const response = await fetch(`${cloud.site}/v1/recommendations?placement=home&user_id=${user}${more}`);
    expect(response.status).toBe(200);
    const { items } = (await response.json()) as { items: { item_id: string }[] };
    return {
      source: response.headers.get("x-recommendation-source"),
      items: items.map(({ item_id }) => item_id),
    };
  };
  const sendAll = (some: readonly WireEvent[]) => send(some, { site: cloud.site, writeKey: cloud.keys.server });

  beforeAll(async () => {
    cloud = await openCloud({ shop });
  }, 180_000);
  afterAll(() => cloud.close(), 30_000);

  it("finds an answer before anything was learnt", async () => {
    const { source, items } = await recommend("u00001");

    expect(items).toHaveLength(12);
    expect(source).not.toBe("live");
  });

  it("goes through POST /v1/events into T1, once", async () => {
    tally = await sendAll(events);
    expect(tally).toEqual({ sent: events.length, accepted: events.length, rejected: 0, duplicates: 0 });

    const counts = await waitForLake(cloud.aws, tally.accepted, () => undefined);

    expect(counts.raw.lines).toBe(events.length);
    expect(counts.t1).toMatchObject({ unique: events.length, duplicates: 0 });
    expect(await rowsByEvent(cloud.lake)).toEqual(new Map(events.map(({ event_id }) => [event_id, 1])));
    expect(await cloud.aws.partitions("raw_clicks")).toBeGreaterThanOrEqual(1);
    const states = (await cloud.aws.jobRuns("millrace-dev-lake")).map(({ state }) => state);
    expect(states.filter((state) => !["SUCCEEDED", "RUNNING", "STARTING"].includes(state))).toEqual([]);
  }, 180_000);

  it("becomes a model that beats popularity, in a live campaign", async () => {
    const id = await cloud.aws.retrain();
    await expect(cloud.aws.retrain()).rejects.toThrow(id); // one at a time

    run = await waitForRun(cloud.aws, id, () => undefined);

    const { models } = run.steps["judge-models"].output as Judged;
    const byName = new Map(models.map((model) => [model.solution, model]));
    const ndcg = (name: string) =>
      byName.get(name)?.metrics["normalized_discounted_cumulative_gain_at_25"] ?? Number.NaN;
    expect(byName.get("personal")?.verdict).toBe("deploy");
    expect(byName.get("popular")?.verdict).toBe("baseline");
    expect(ndcg("personal")).toBeGreaterThan(ndcg("popular"));
  }, 180_000);

  it("gives each visitor a list of their own, live", async () => {
    const members = shop.visitors.flatMap(({ userId }) => userId ?? []).slice(0, 20);

    const answers = await Promise.all(members.map((user) => recommend(user)));

    expect(new Set(answers.map(({ source }) => source))).toEqual(new Set(["live"]));
    expect(answers.map(({ items }) => items.length)).toEqual(members.map(() => 12));
    expect(new Set(answers.map(({ items }) => items.join())).size).toBeGreaterThan(members.length / 2);
    const unavailable = new Set(shop.products.flatMap((product) => (product.available ? [] : product.product_id)));
    expect(answers.flatMap(({ items }) => items).filter((item) => unavailable.has(item))).toEqual([]);
  });

  it("changes the next answer at once, and is marked as streamed", async () => {
    const user = shop.visitors.find(({ userId }) => userId !== undefined)?.userId ?? "";
    const before = await recommend(user);
    const unlike = shop.products.find(
      (product) =>
        product.available &&
        shop.events.every((event) => event.user_id !== user || event.item_id !== product.product_id),
    );
    const clicks: WireEvent[] = [1, 2, 3].map((number) => ({
      event_id: `click-now-${number}`,
      event_name: "view_item",
      event_ts: Date.now(),
      user_id: user,
      session_id: "now",
      item_id: unlike?.product_id ?? "",
      consent: { analytics: "granted", ads: "unknown", personalization: "granted" },
    }));

    expect(await sendAll(clicks)).toMatchObject({ accepted: clicks.length });

    const after = await recommend(user, "&after=click-now-3");
    expect(after.source).toBe("live");
    expect(after.items).not.toEqual(before.items);
    await waitForLake(cloud.aws, events.length + clicks.length, () => undefined);
    expect(await askT1(cloud.lake, "select event_id from t1 where streamed order by event_id")).toEqual(
      clicks.map(({ event_id }) => ({ event_id })),
    );
  }, 180_000);

  it("is seen in the console: the run with its steps, the models, the counts", async () => {
    const { runs } = await cloud.console<{ runs: Run[] }>("runs");
    const { models } = await cloud.console<{ models: { solution: string; run: string; live: string[] }[] }>("models");
    const { counts } = await cloud.console<{ counts: Record<string, unknown> }>("counts");

    expect(runs.map(({ id, status }) => [id, status])).toEqual([[run.id, "succeeded"]]);
    expect(Object.values(runs[0]?.steps ?? {}).map(({ status }) => status)).toEqual(Array(6).fill("done"));
    expect(models.map(({ solution, live }) => [solution, live])).toEqual([
      ["personal", ["personal"]],
      ["similar", ["similar"]],
      ["popular", []],
    ]);
    const all = events.length + 3;
    expect(counts).toMatchObject({ received: all, accepted: all, rejected: 0, unique: all, duplicates: 0 });
  });

  it("is accounted for by the lake itself, with those that were refused", async () => {
    const [first] = events;
    const bad = { ...first, event_id: "click-bad-name", event_name: "Not A Name" } as WireEvent;
    const good = { ...first, event_id: "click-good-name" } as WireEvent;
    expect(await sendAll([bad, good])).toMatchObject({ accepted: 1, rejected: 1 });
    await waitForLake(cloud.aws, events.length + 4, () => undefined);

    const { total, problems } = await reconcile(cloud.lake);

    expect(problems).toEqual([]);
    const all = events.length + 4;
    expect(total).toMatchObject({ received: all + 1, accepted: all, rejected: 1, unique: all, duplicates: 0 });
  }, 180_000);

  it("changes nothing in T1 when everything is sent again, though raw grows", async () => {
    const before = await fingerprintOf(cloud.lake);
    const rawBefore = await cloud.aws.countObjects("raw/clicks/");

    expect(await sendAll(events)).toMatchObject({ accepted: events.length, rejected: 0 });
    await waitForLake(cloud.aws, events.length * 2 + 4, () => undefined);

    expect(await fingerprintOf(cloud.lake)).toEqual(before);
    expect(await cloud.aws.countObjects("raw/clicks/")).toBeGreaterThan(rawBefore);
    const { total, problems } = await reconcile(cloud.lake);
    expect(problems).toEqual([]);
    expect(total).toMatchObject({ unique: events.length + 4, duplicates: events.length });
  }, 180_000);

  it("leaves no dead letter behind, and no error in a function's log", () => {
    expect(cloud.deadLetters()).toEqual([]);
    expect(cloud.errors().filter((line) => !line.includes("RunIsOpen"))).toEqual([]); // the second opening, refused
  });
});
