import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { Envelope } from "@millrace/core/domain/event";
import { parseEvent } from "@millrace/core/domain/event";
import type { HttpAnswer } from "@millrace/core/runtime/handlers";
import { closeBrowser, visit } from "./browser.ts";
import { bundle } from "./pages.ts";
import { openSite } from "./site.ts";

const page = (script: string): string => `<!doctype html><title>a shop</title>
  <script src="/tracker.js" data-write-key="shop-key-1"></script><script>${script}</script>
  <button data-track="add_to_cart" data-item-id="P1" data-recommendation-id="r-1" data-position="2">buy</button>`;

describe("the tracker", () => {
  let script: string;
  let answer: (envelope: Envelope) => HttpAnswer;
  let site: Awaited<ReturnType<typeof openSite>>;
  let visitor: Awaited<ReturnType<typeof visit>>;
  let before = "";

  const taken: HttpAnswer = { status: 200, body: { accepted: 1, rejected: 0, duplicates: 0, results: [] } };
  const envelopes = (): Envelope[] => site.to("/v1/events").map(({ body }) => JSON.parse(body) as Envelope);
  const names = (): string[] => envelopes().flatMap(({ events }) => events.map((event) => event.event_name));
  const flush = (on: Page) => on.evaluate(() => window.millrace?.flush());
  const waiting = (on: Page) => on.evaluate(() => window.millrace?.waiting());

  beforeAll(async () => {
    script = await bundle("tracker");
  });
  beforeEach(async () => {
    answer = () => taken;
    before = "";
    const html = { "content-type": "text/html" };
    site = await openSite({
      "GET /": () => ({ status: 200, headers: html, body: page(before) }),
      "GET /away": () => ({ status: 200, headers: html, body: "away" }),
      "GET /tracker.js": () => ({ status: 200, headers: { "content-type": "text/javascript" }, body: script }),
      "POST /v1/events": ({ body }) => answer(JSON.parse(body.toString("utf8")) as Envelope),
    });
    visitor = await visit();
  });
  afterEach(async () => {
    await visitor.context.close();
    await site.close();
  });
  afterAll(closeBrowser);

  it("is smaller than 5 KB, compressed", () => {
    expect(gzipSync(script).length).toBeLessThan(5_000);
  });

  it("sends canonical events of one visitor and session, with the write key in the body", async () => {
    const { page, errors } = visitor;
    await page.goto(site.url);
    await page.evaluate(() => {
      window.millrace?.identify("u1");
      window.millrace?.viewItem("P1");
      window.millrace?.search("연어 사료");
      window.millrace?.recommendationClick("P2", { id: "r-9", position: 3 });
    });
    await page.getByRole("button").click();
    expect(await flush(page)).toBe(true);

    const sent = envelopes();
    expect(sent.every(({ schema_version, write_key }) => schema_version === 1 && write_key === "shop-key-1")).toBe(
      true,
    );
    const events = sent.flatMap(({ events }) => events);
    expect(events.map((event) => parseEvent(event)).every(({ ok }) => ok)).toBe(true);
    expect(
      events.map(({ event_name, user_id, item_id, search_term, recommendation, session_seq }) => ({
        event_name,
        user_id,
        item_id,
        search_term,
        recommendation,
        session_seq,
      })),
    ).toEqual([
      { event_name: "page_view", session_seq: 0 },
      { event_name: "view_item", user_id: "u1", item_id: "P1", session_seq: 1 },
      { event_name: "search", user_id: "u1", search_term: "연어 사료", session_seq: 2 },
      {
        event_name: "recommendation_click",
        user_id: "u1",
        item_id: "P2",
        recommendation: { id: "r-9", position: 3 },
        session_seq: 3,
      },
      {
        event_name: "add_to_cart",
        user_id: "u1",
        item_id: "P1",
        recommendation: { id: "r-1", position: 2 },
        session_seq: 4,
      },
    ]);
    expect(new Set(events.map(({ anonymous_id, session_id }) => `${anonymous_id} ${session_id}`)).size).toBe(1);
    expect(await waiting(page)).toBe(0);
    expect(errors).toEqual([]);
  });

  it("keeps events over a reload until the collector has them, and sends no event under another id", async () => {
    const { page } = visitor;
    answer = () => ({ status: 503, headers: { "retry-after": "60" }, body: {} });
    await page.goto(site.url);
    await page.evaluate(() => window.millrace?.addToCart("P7"));
    expect(await flush(page)).toBe(false);
    const [first] = envelopes();

    answer = () => taken;
    await page.reload();
    await flush(page);

    expect(await waiting(page)).toBe(0);
    const ids = new Set(
      envelopes().flatMap(({ events }) =>
        events.flatMap((event) => (event.event_name === "add_to_cart" ? event.event_id : [])),
      ),
    );
    expect([...ids]).toEqual(
      first?.events.flatMap((event) => (event.event_name === "add_to_cart" ? event.event_id : [])),
    );
  });

  it("hands what waits to the browser when the page goes away", async () => {
    const { page } = visitor;
    await page.goto(site.url);
    await flush(page);
    await page.evaluate(() => window.millrace?.addToWishlist("P3"));
    await page.goto(`${site.url}/away`);

    for (let tries = 0; tries < 50 && !names().includes("add_to_wishlist"); tries += 1) await page.waitForTimeout(20);
    expect(names()).toContain("add_to_wishlist");
  });

  it("sends again only what a 503 says was not stored", async () => {
    const { page } = visitor;
    await page.goto(site.url);
    await flush(page);
    answer = ({ events }) => ({
      status: 503,
      body: {
        results: events.map(({ event_id }, index) => ({ event_id, status: index === 0 ? "accepted" : "unavailable" })),
      },
    });
    await page.evaluate(() => ["P1", "P2", "P3"].forEach((id) => window.millrace?.viewItem(id)));
    await flush(page);

    expect(await waiting(page)).toBe(2);
  });

  it("splits a batch that is too large, and gives up only an event too large by itself", async () => {
    const { page } = visitor;
    await page.goto(site.url);
    await flush(page);
    const got: (string | undefined)[] = [];
    answer = ({ events }) => {
      if (events.length > 2 || events.some(({ item_id }) => item_id === "huge")) return { status: 413, body: {} };
      got.push(...events.map(({ item_id }) => item_id));
      return taken;
    };
    await page.evaluate(() => ["a", "b", "huge", "c", "d"].forEach((id) => window.millrace?.viewItem(id)));

    expect(await flush(page)).toBe(true);
    expect(got).toEqual(["a", "b", "c", "d"]);
  });

  it("stops asking when its key is refused", async () => {
    const { page } = visitor;
    answer = () => ({ status: 401, body: {} });
    await page.goto(site.url);
    await flush(page);
    await page.evaluate(() => window.millrace?.viewItem("P1"));
    await flush(page);

    expect(envelopes()).toHaveLength(1);
  });

  it("records nothing once analytics consent is denied", async () => {
    const { page } = visitor;
    await page.goto(site.url);
    await flush(page);
    const recorded = await page.evaluate(() => {
      window.millrace?.setConsent({ analytics: "denied" });
      return window.millrace?.viewItem("P1") ?? "nothing";
    });

    expect(recorded).toBe("nothing");
    expect(await waiting(page)).toBe(0);
  });

  it.each([
    ["storage is forbidden", `Object.defineProperty(window,"localStorage",{get(){throw new Error("forbidden")}})`],
    ["storage is full", `Storage.prototype.setItem=()=>{throw new Error("QuotaExceededError")}`],
    [
      "there is no way to send",
      `window.fetch=()=>{throw new Error("no")};navigator.sendBeacon=()=>{throw new Error("no")}`,
    ],
  ])("never throws, even where %s", async (_, mischief) => {
    const { page, errors } = visitor;
    await page.addInitScript(mischief);
    await page.goto(site.url);

    const ids = await page.evaluate(() => [
      window.millrace?.viewItem("P1"),
      window.millrace?.search("x".repeat(10_000)),
      window.millrace?.track("odd", { props: { a: 1 } }),
    ]);
    await flush(page);
    await page.goto(`${site.url}/away`);

    expect(ids.every((id) => typeof id === "string")).toBe(true);
    expect(errors).toEqual([]);
  });
});
