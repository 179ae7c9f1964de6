import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { closeBrowser, visit } from "../browser.ts";
import { act, flush, openShopWithCollector, waiting, type ShopWithCollector } from "./collector.ts";

const kept = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("millrace")));
const cookies = (page: Page): Promise<string> => page.evaluate(() => document.cookie);
const say = (page: Page, analytics: "granted" | "denied" | "unknown"): Promise<void> =>
  page.evaluate((choice) => window.millrace?.setConsent({ analytics: choice, personalization: "granted" }), analytics);

describe("the tracker and consent", () => {
  let shop: ShopWithCollector | undefined;
  let visitor: Awaited<ReturnType<typeof visit>>;

  const open = async (attributes: string): Promise<ShopWithCollector> => {
    shop = await openShopWithCollector({ attributes });
    await visitor.page.goto(shop.url);
    return shop;
  };
  beforeEach(async () => {
    visitor = await visit();
  });
  afterEach(async () => {
    await visitor.context.close();
    await shop?.close();
  });
  afterAll(closeBrowser);

  it("stores and sends nothing where it was denied, not even when the page goes away", async () => {
    const { page, errors } = visitor;
    const { to, url } = await open('data-consent="denied"');

    expect(await act(page, 3)).toEqual(["not recorded", "not recorded", "not recorded"]);
    await page.evaluate(() => {
      window.millrace?.identify("u1");
      window.millrace?.anonymousId();
      window.millrace?.reset();
      return window.millrace?.flush();
    });
    expect(await kept(page)).toEqual([]);
    expect(await cookies(page)).toBe("");
    await page.goto(`${url}/away`);
    await page.waitForTimeout(100);

    expect(to("/v1/events")).toEqual([]);
    expect(await kept(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("forgets what it had stored when consent is taken back", async () => {
    const { page } = visitor;
    const shop = await open('data-consent="granted"');
    await flush(page);
    shop.answer(() => ({ status: 503, body: "" }));
    await act(page, 3);
    await flush(page);
    const before = await page.evaluate(() => window.millrace?.anonymousId());
    const asked = shop.to("/v1/events").length;

    await say(page, "denied");
    await flush(page);
    expect(await kept(page)).toEqual([]);
    await page.goto(`${shop.url}/away`);
    await page.waitForTimeout(100);
    expect(shop.to("/v1/events")).toHaveLength(asked);

    await page.goto(shop.url);
    expect(await page.evaluate(() => window.millrace?.anonymousId())).not.toBe(before);
  });

  it("waits for a decision where it is told to, in memory only, and releases all once it is granted", async () => {
    const { page } = visitor;
    const shop = await open('data-while-unknown="hold"');
    const ids = await act(page, 3);
    await flush(page);
    expect(await kept(page)).toEqual([]);
    expect(await waiting(page)).toBe(4);
    expect(shop.events()).toEqual([]);

    await say(page, "granted");
    await flush(page);

    const events = shop.events();
    expect(events.map(({ event_name }) => event_name)).toEqual(["page_view", "view_item", "view_item", "view_item"]);
    expect(events.slice(1).map(({ event_id }) => event_id)).toEqual(ids);
    expect(new Set(events.map(({ consent }) => consent.analytics))).toEqual(new Set(["granted"]));
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
  });

  it("throws away what waited once it is denied", async () => {
    const { page } = visitor;
    const shop = await open('data-while-unknown="hold"');
    await act(page, 3);
    await say(page, "denied");
    await flush(page);
    await say(page, "granted");
    await flush(page);

    expect(await waiting(page)).toBe(0);
    expect(shop.to("/v1/events")).toEqual([]);
  });

  it("knows a returning visitor again once consent is granted, and nothing before", async () => {
    const { page } = visitor;
    const shop = await open('data-while-unknown="hold"');
    await say(page, "granted");
    await page.evaluate(() => window.millrace?.identify("u1"));
    const known = await page.evaluate(() => window.millrace?.anonymousId());
    await flush(page);

    await page.reload();
    expect(
      await page.evaluate(() => [window.millrace?.anonymousId() === "", window.millrace?.userId() ?? "none"]),
    ).toEqual([false, "none"]);
    expect(await page.evaluate(() => window.millrace?.anonymousId())).not.toBe(known);
    await act(page, 1);
    await say(page, "granted");
    await flush(page);

    const last = shop.events().at(-1);
    expect([last?.event_name, last?.anonymous_id, last?.user_id]).toEqual(["view_item", known, "u1"]);
  });

  it("records with consent unknown unless told to wait, and says so in each event", async () => {
    const { page } = visitor;
    const shop = await open("");
    await act(page, 1);
    await flush(page);

    expect(shop.events().map(({ consent }) => consent)).toEqual([{}, {}]); // the collector reads nothing as unknown
  });
});

describe("the tracker and people", () => {
  let shop: ShopWithCollector;
  let visitor: Awaited<ReturnType<typeof visit>>;
  beforeEach(async () => {
    [shop, visitor] = await Promise.all([openShopWithCollector(), visit()]);
  });
  afterEach(async () => {
    await visitor.context.close();
    await shop.close();
  });
  afterAll(closeBrowser);

  it("remembers who signed in over pages and tabs, until they sign out", async () => {
    const { context, page } = visitor;
    await page.goto(shop.url);
    await page.evaluate(() => window.millrace?.identify("u1"));
    await page.goto(`${shop.url}/two`);
    const tab = await context.newPage();
    await tab.goto(shop.url);
    await act(page, 1, "A");
    await act(tab, 1, "B");
    await page.evaluate(() => window.millrace?.identify(undefined));
    await act(tab, 1, "C");
    await flush(tab);

    const views = shop.distinct().filter(({ event_name }) => event_name === "view_item");
    expect(views.map(({ item_id, user_id }) => [item_id, user_id])).toEqual([
      ["A0", "u1"],
      ["B0", "u1"],
      ["C0", undefined],
    ]);
    expect(new Set(views.map(({ anonymous_id }) => anonymous_id)).size).toBe(1);
  });

  it("starts anew for another person, and leaves what waits to the one who did it", async () => {
    const { page } = visitor;
    shop.answer(() => ({ status: 503, body: "" }));
    await page.goto(shop.url);
    await page.evaluate(() => {
      window.millrace?.identify("u1");
      window.millrace?.viewItem("mine");
      window.millrace?.reset();
      window.millrace?.viewItem("theirs");
    });
    shop.answer(shop.take);
    await flush(page);

    const [mine, theirs] = shop.distinct().filter(({ event_name }) => event_name === "view_item");
    expect([mine?.user_id, theirs?.user_id]).toEqual(["u1", undefined]);
    expect(mine?.anonymous_id).not.toBe(theirs?.anonymous_id);
    expect(mine?.session_id).not.toBe(theirs?.session_id);
  });
});
