import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "@millrace/core/domain/event";
import { closeBrowser, visit } from "../browser.ts";
import {
  act,
  flush,
  openShopWithCollector,
  until,
  waiting,
  withoutLocks,
  type ShopWithCollector,
} from "./collector.ts";

/** The ids of all events of the page's own making but page views, which it makes by itself. */
const viewed = (shop: ShopWithCollector): string[] =>
  shop.distinct().flatMap(({ event_name, event_id }) => (event_name === "view_item" ? event_id : []));
const down = () => ({ status: 503, body: "" });

describe("the tracker loses nothing", () => {
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

  it("while the visitor is offline, and sends when the network is back", async () => {
    const { context, page } = visitor;
    await page.goto(shop.url);
    await flush(page);
    await context.setOffline(true);
    const ids = await act(page, 120);
    expect(await flush(page)).toBe(false);
    expect(viewed(shop)).toEqual([]);

    await context.setOffline(false); // the browser's `online` event is enough

    await until(async () => (await waiting(page)) === 0);
    expect(viewed(shop)).toEqual(ids);
    expect(shop.events()).toHaveLength(121);
  });

  it("over a reload, a closed tab and a new one", async () => {
    const { context, page } = visitor;
    await page.goto(shop.url);
    await flush(page);
    await context.route("**/v1/events", (route) => route.abort("connectionrefused"));
    const ids = await act(page, 40, "before");
    await page.reload();
    ids.push(...(await act(page, 40, "after")));
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);

    await context.unroute("**/v1/events");
    const next = await context.newPage();
    await next.goto(`${shop.url}/two`);
    await flush(next);

    expect(new Set(viewed(shop))).toEqual(new Set(ids));
    expect(await waiting(next)).toBe(0);
    expect(new Set(shop.distinct().map(({ anonymous_id }) => anonymous_id)).size).toBe(1);
  });

  it.each([
    ["is unreachable", undefined],
    ["answers 503", () => ({ status: 503, body: "" })],
    ["answers 500 with a page", () => ({ status: 500, body: "<html>oops" })],
    ["answers 429", () => ({ status: 429, headers: { "retry-after": "7" }, body: "" })],
    ["answers 408", () => ({ status: 408, body: "" })],
  ])("while the collector %s for a minute, and tries again by itself", async (_, answer) => {
    const { context, page } = visitor;
    await page.clock.install();
    await page.goto(shop.url);
    await flush(page);
    let attempts = 0;
    if (answer) shop.answer(() => ((attempts += 1), answer()));
    else await context.route("**/v1/events", (route) => ((attempts += 1), route.abort("connectionrefused")));

    const ids = await act(page, 5, "during");
    for (let second = 0; second < 60; second += 1) {
      await page.clock.runFor(1_000);
      if (second % 20 === 0) ids.push(...(await act(page, 5, `during-${second}-`)));
    }
    expect(viewed(shop)).toEqual([]);
    expect(attempts).toBeGreaterThan(2);
    expect(attempts).toBeLessThan(40); // 60 of them would be no back-off

    if (answer) shop.answer(shop.take);
    else await context.unroute("**/v1/events");
    await until(async () => {
      await page.clock.runFor(5_000);
      return (await waiting(page)) === 0;
    });

    expect(viewed(shop)).toEqual(ids);
  });

  it("when an answer is lost after the events were stored: they come again under the same ids", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await flush(page);
    shop.answer((envelope) => {
      shop.take(envelope);
      return down();
    });
    const ids = await act(page, 3);
    await flush(page);
    expect(await waiting(page)).toBe(3);

    shop.answer(shop.take);
    await flush(page);

    expect(viewed(shop)).toEqual(ids);
    expect(shop.events()).toHaveLength(1 + 3 + 3);
  });

  it.each([
    ["with Web Locks", false],
    ["with a lease where there are none", true],
  ])("in two tabs, of which one sends at a time: %s", async (_, hasNoLocks) => {
    const { context } = visitor;
    if (hasNoLocks) await withoutLocks(context);
    const tabs = await Promise.all([context.newPage(), context.newPage(), context.newPage()]);
    for (const tab of tabs) await tab.goto(shop.url);
    for (const tab of tabs) await flush(tab);

    const ids = (await Promise.all(tabs.map((tab, index) => act(tab, 150, `tab${index}-`)))).flat();
    await Promise.all(tabs.map(flush));
    await until(async () => (await Promise.all(tabs.map(waiting))).every((count) => count === 0));

    expect(new Set(viewed(shop))).toEqual(new Set(ids));
    expect(shop.events()).toHaveLength(ids.length + tabs.length); // and no copy: nothing was sent by two
    expect(new Set(shop.distinct().map(({ session_id }) => session_id)).size).toBe(1);
  });

  it("when the page goes away with more than one beacon takes", async () => {
    const { context, page } = visitor;
    await page.goto(shop.url);
    await flush(page);
    const sizes: number[] = [];
    await context.route("**/v1/events", (route) => {
      sizes.push(route.request().postDataBuffer()?.length ?? 0);
      return route.continue();
    });
    const ids = await page.evaluate(() =>
      Array.from({ length: 300 }, (_, index) =>
        window.millrace?.track("note", { props: { text: "한".repeat(200), index } }),
      ),
    );
    await page.goto(`${shop.url}/two`); // its tracker sends what the beacons could not
    await flush(page);

    const noted = shop.distinct().flatMap(({ event_name, event_id }) => (event_name === "note" ? event_id : []));
    expect(new Set(noted)).toEqual(new Set(ids));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
  });

  it("when beacons are refused for their size: it halves them until they fit", async () => {
    const { context, page } = visitor;
    await context.addInitScript(() => {
      const taken: string[] = [];
      Object.assign(window, { taken });
      navigator.sendBeacon = (_, body) => typeof body === "string" && body.length < 10_000 && taken.push(body) > 0;
    });
    await page.goto(shop.url);
    await flush(page);
    const ids = await act(page, 40);
    const bodies = await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent("pagehide"));
      return (window as unknown as { taken: string[] }).taken;
    });

    const events = bodies.flatMap((body) => (JSON.parse(body) as Envelope).events);
    expect(events.map(({ event_id }) => event_id)).toEqual(ids);
    expect(bodies.length).toBeGreaterThan(1);
  });

  it("when the browser keeps the page in memory and shows it again: what waited is sent, and the view is counted", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await flush(page);
    shop.answer(down);
    const ids = await act(page, 4);
    const session = await page.context().newCDPSession(page);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await until(() => shop.to("/v1/events").length >= 2); // the beacon, refused
    shop.answer(shop.take);
    const before = shop.to("/v1/events").length;
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));

    await until(async () => (await waiting(page)) === 0);
    expect(viewed(shop)).toEqual(ids);
    expect(shop.to("/v1/events").length).toBeGreaterThan(before);
    expect(shop.distinct().filter(({ event_name }) => event_name === "page_view")).toHaveLength(2);
  });

  it("and goes back and forth without counting twice", async () => {
    const { page } = visitor;
    const ids: string[] = [];
    for (const path of ["/", "/two", "/", "/two"]) {
      await page.goto(shop.url + path);
      ids.push(...(await act(page, 3, path)));
    }
    await page.goBack();
    ids.push(...(await act(page, 3, "back")));
    await flush(page);

    expect(new Set(viewed(shop))).toEqual(new Set(ids));
    expect(shop.distinct().filter(({ event_name }) => event_name === "page_view")).toHaveLength(5);
    expect(await waiting(page)).toBe(0);
  });
});

describe("the tracker gives up", () => {
  let visitor: Awaited<ReturnType<typeof visit>>;
  let shop: ShopWithCollector;
  beforeEach(async () => {
    [shop, visitor] = await Promise.all([openShopWithCollector(), visit()]);
  });
  afterEach(async () => {
    await visitor.context.close();
    await shop.close();
  });
  afterAll(closeBrowser);

  it.each([400, 401, 403])("after one %i, for no retry mends it", async (status) => {
    const { page } = visitor;
    await page.clock.install();
    shop.answer(() => ({ status, body: {} }));
    await page.goto(shop.url);
    await flush(page);
    const asked = shop.to("/v1/events").length;
    for (let minute = 0; minute < 5; minute += 1) await page.clock.runFor(60_000);

    expect(shop.to("/v1/events")).toHaveLength(asked);
    expect(asked).toBe(1);
  });

  it("on an event larger than a collector takes, before it stands in the others' way", async () => {
    const { page, errors } = visitor;
    await page.goto(shop.url);
    const [large, circular] = await page.evaluate(() => {
      const circle: Record<string, unknown> = {};
      circle["self"] = circle;
      return [
        window.millrace?.track("note", { props: { text: "x".repeat(40_000) } }) ?? "not recorded",
        window.millrace?.track("note", { props: circle as Record<string, string> }) ?? "not recorded",
      ];
    });
    const ids = await act(page, 2);
    await flush(page);

    expect([large, circular]).toEqual(["not recorded", "not recorded"]);
    expect(viewed(shop)).toEqual(ids);
    expect(errors).toEqual([]);
  });
});
