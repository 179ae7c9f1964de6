import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { BrowserContext, Page, Request } from "playwright-core";
import type { Envelope } from "@millrace/core/domain/event";
import { askT1, rowsByEvent } from "../../pipeline/t1.ts";
import { closeBrowser, visit } from "../browser.ts";
import { act, flush, until, waiting } from "./collector.ts";
import { openShopOnCloud, type ShopOnCloud } from "./shop-on-cloud.ts";

const idsIn = (request: Request): string[] =>
  request.method() === "POST" && request.url().includes("/v1/events")
    ? (JSON.parse(request.postData() ?? '{"events":[]}') as Envelope).events.map(({ event_id }) => event_id)
    : [];

jest.setTimeout(120_000);
const patienceMs = 60_000;

/** The days' events end in one T1, which the last test looks at. */
describe("a browser's bad days", () => {
  let shop: ShopOnCloud;
  let context: BrowserContext;
  let page: Page;
  /** What visitors did. */
  const recorded: string[] = [];
  /** What left a browser, page views included. */
  const attempted = new Set<string>();
  const view = async (tab: Page, label: string, count = 30): Promise<string[]> => {
    const ids = await act(tab, count, label);
    recorded.push(...ids);
    return ids;
  };
  const allSent = () => until(async () => (await waiting(page)) === 0, patienceMs);

  beforeAll(async () => {
    shop = await openShopOnCloud();
  });
  beforeEach(async () => {
    ({ context, page } = await visit());
    context.on("request", (request) => idsIn(request).forEach((id) => attempted.add(id)));
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await closeBrowser();
    await shop.close();
  });

  it("are offline", async () => {
    await page.goto(shop.page);
    await view(page, "plain-");
    await context.setOffline(true);
    await view(page, "offline-");
    await flush(page);
    await context.setOffline(false);
    await allSent();
  });

  it("are two tabs at once, and one of them closed with events unsent", async () => {
    const tab = await context.newPage();
    await Promise.all([page.goto(shop.page), tab.goto(`${shop.page}?tab`)]);
    await Promise.all([view(page, "left-"), view(tab, "right-")]);
    await Promise.all([flush(page), flush(tab)]);
    await context.route("**/v1/events", (route) => route.fulfill({ status: 503, body: "" }));
    await view(tab, "closed-");
    await Promise.all([tab.waitForEvent("close"), tab.close({ runBeforeUnload: true })]);
    await context.unroute("**/v1/events");
    await allSent();
  });

  it("are a reload while the collector refuses, and an answer that gets lost", async () => {
    await page.goto(shop.page);
    await context.route("**/v1/events", (route) => route.fulfill({ status: 503, body: "" }));
    await view(page, "refused-");
    await flush(page);
    await page.reload();
    await context.unroute("**/v1/events");
    await context.route("**/v1/events", async (route) => {
      await route.fetch(); // stored, but nobody hears of it
      await route.abort("connectionreset");
    });
    await view(page, "unheard-");
    await flush(page);
    await context.unroute("**/v1/events");
    await allSent();
  });

  it("are pages that change without loading", async () => {
    await page.goto(`${shop.page}?first`);
    await page.evaluate(() => history.pushState({}, "", "?second"));
    await view(page, "second-");
    await page.evaluate(() => history.pushState({}, "", "?third"));
    await view(page, "third-");
    await page.goBack();
    await page.goto(`${shop.page}?fourth`);
    await allSent();
  });

  // Chromium's headless shell keeps no page in memory; the page is frozen for real and told what it would be told.
  it("are a page that the browser keeps in memory, frozen, and shows again", async () => {
    await page.goto(`${shop.page}?kept`);
    await flush(page);
    await context.route("**/v1/events", (route) => route.abort("connectionrefused"));
    await view(page, "kept-");
    const session = await context.newCDPSession(page);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await context.unroute("**/v1/events");
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await view(page, "shown-");
    await allSent();
  });

  it("are a server that is down for a minute", async () => {
    await page.clock.install(); // the browser's minute, not ours
    await page.goto(shop.page);
    await flush(page);
    let attempts = 0;
    context.on("requestfailed", () => (attempts += 1));
    await shop.stop();
    for (let second = 0; second < 60; second += 1) {
      if (second % 15 === 0) await view(page, `down-${second}-`, 10);
      await page.clock.runFor(1_000);
    }
    expect(await waiting(page)).toBe(40);
    expect(attempts).toBeGreaterThan(2);
    expect(attempts).toBeLessThan(40); // 60 of them would be no back-off

    await shop.startAgain();
    await until(async () => {
      await page.clock.runFor(5_000);
      return (await waiting(page)) === 0;
    }, patienceMs);
  });

  it("are visitors who say no, at once or later, or only to recommendations", async () => {
    const before = attempted.size;
    await page.goto(shop.page);
    await flush(page); // the page view, before anybody was asked
    await page.evaluate(() => window.millrace?.setConsent({ analytics: "denied" }));
    expect(new Set(await act(page, 5, "denied-"))).toEqual(new Set(["not recorded"]));
    await flush(page);
    expect(attempted.size).toBe(before + 1);

    await page.evaluate(() => window.millrace?.setConsent({ analytics: "granted", personalization: "denied" }));
    await view(page, "counted-", 5);
    await allSent();
  });

  it("leave every event in T1 once, and nothing that was denied", async () => {
    expect(recorded.filter((id) => !attempted.has(id))).toEqual([]);
    expect(new Set(recorded).size).toBe(11 * 30 + 40 + 5);

    let rows = new Map<string, number>();
    await until(async () => {
      rows = await rowsByEvent(shop.lake()).catch(() => rows); // before the first job there is no T1
      return rows.size >= attempted.size;
    }, patienceMs);
    expect(rows).toEqual(new Map([...attempted].map((id) => [id, 1])));

    const said = await askT1(
      shop.lake(),
      `select consent_personalization as personalization, count(*)::int as events from t1
       where item_id like 'counted-%' or item_id like 'denied-%' group by all`,
    );
    expect(said).toEqual([{ personalization: "denied", events: 5 }]);

    const pages = await askT1(
      shop.lake(),
      `select regexp_extract(page_url, '\\?(.*)', 1) as page, count(*)::int as views from t1
       where event_name = 'page_view' and page_url similar to '.*\\?(first|second|third|fourth|kept)' group by all order by all`,
    );
    expect(pages.map(({ page: shown, views }) => [shown, views])).toEqual([
      ["first", 1],
      ["fourth", 1],
      ["kept", 2],
      ["second", 2],
      ["third", 1],
    ]);
  });
});
