import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { closeBrowser, visit } from "../browser.ts";
import { flush, openShopWithCollector, until, type ShopWithCollector } from "./collector.ts";

const card = (id: string, at: number): string => `
  <li data-item-id="${id}" style="height:150px"><a href="#${id}">item ${at}</a>
    <button data-track="add_to_cart">cart</button> <button class="close">x</button></li>`;
const list = (name: string, ids: string[], more = ""): string =>
  `<ul data-track-list="${name}" ${more}>${ids.map(card).join("")}</ul>`;
const body = `
  ${list("home", ["P1", "P2", "P3"], 'data-recommendation-id="r-1" data-source="live" data-variant="b" data-model="m-1"')}
  ${list("new", ["N1", "N2"])}
  <div style="height:4000px"></div>
  ${list("below", ["Z1"], 'data-recommendation-id="r-2"')}
  <button id="wish" data-track="add_to_wishlist" data-item-id="W1">wish</button>
  <button id="odd" data-track="video_play">play</button>`;

describe("the tracker, by itself,", () => {
  let shop: ShopWithCollector;
  let visitor: Awaited<ReturnType<typeof visit>>;
  /** Lists are told of half a second after they came into view; waits until so many have been. */
  const told = (page: Page, lists: number) =>
    until(async () => {
      await flush(page);
      return named("recommendation_view").length + named("view_item_list").length === lists;
    });
  const named = (name: string) => shop.distinct().filter(({ event_name }) => event_name === name);

  beforeEach(async () => {
    [shop, visitor] = await Promise.all([openShopWithCollector({ body }), visit()]);
  });
  afterEach(async () => {
    expect(visitor.errors).toEqual([]);
    await visitor.context.close();
    await shop.close();
  });
  afterAll(closeBrowser);

  it("tells each page of a single-page shop once, with its title and where the visitor came from", async () => {
    const { page } = visitor;
    await page.goto(shop.url, { referer: "https://search.example/" });
    await page.evaluate(async () => {
      const go = async (how: "pushState" | "replaceState", to: string, title: string) => {
        history[how]({}, "", to);
        document.title = title;
        await new Promise((resolve) => setTimeout(resolve, 10));
      };
      await go("pushState", "/products/1", "one");
      await go("pushState", "/products/1", "one"); // the same address: no other page
      await go("replaceState", "/products/1?color=red", "one in red");
      await go("pushState", "/#cart", "cart");
      history.back();
      await new Promise((resolve) => setTimeout(resolve, 50));
      location.hash = "reviews";
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await flush(page);

    const path = (url = "") => url.replace(shop.url, "");
    expect(named("page_view").map(({ page: at }) => [path(at?.url), at?.title, path(at?.referrer)])).toEqual([
      ["/", "a shop", "https://search.example/"],
      ["/products/1", "one", "/"],
      ["/products/1?color=red", "one in red", "/products/1"],
      ["/#cart", "cart", "/products/1?color=red"],
      ["/products/1?color=red", "cart", "/#cart"],
      ["/products/1?color=red#reviews", "cart", "/products/1?color=red"],
    ]);
  });

  it("tells of lists in view, each item once, and of those further down when they are reached", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await told(page, 2);
    await flush(page);

    expect(
      named("recommendation_view").map(({ impression, recommendation }) => ({ impression, recommendation })),
    ).toEqual([
      {
        impression: ["P1", "P2", "P3"],
        recommendation: { id: "r-1", source: "live", variant: "b", model: "m-1", strategy: "home" },
      },
    ]);
    expect(
      named("view_item_list").map(({ impression, items }) => [impression, items?.map((item) => item.item_list_name)]),
    ).toEqual([
      [
        ["N1", "N2"],
        ["new", "new"],
      ],
    ]);

    await page.locator('[data-item-id="Z1"]').scrollIntoViewIfNeeded();
    await told(page, 3);
    await page.locator('[data-item-id="P1"]').scrollIntoViewIfNeeded();
    await page.waitForTimeout(700); // that nothing more comes has no event to wait for
    await flush(page);
    expect(named("recommendation_view").map(({ impression }) => impression)).toEqual([["P1", "P2", "P3"], ["Z1"]]);
  });

  it("sees lists that come later, and another list in the same elements", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await told(page, 2);
    await page.evaluate(() => {
      const [home] = document.querySelectorAll<HTMLElement>('[data-track-list="home"]');
      if (!home) return;
      home.dataset["recommendationId"] = "r-9";
      const first = home.querySelector<HTMLElement>("[data-item-id]");
      if (first) first.dataset["itemId"] = "P8";
    });
    await told(page, 3);
    await flush(page);

    expect(
      named("recommendation_view").map(({ impression, recommendation }) => [recommendation?.id, impression]),
    ).toEqual([
      ["r-1", ["P1", "P2", "P3"]],
      ["r-9", ["P8", "P2", "P3"]],
    ]);
  });

  it("carries the recommendation from the list to the click, the cart and the purchase, over a reload", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await page.locator('[data-item-id="P2"] a').click();
    await page.reload();
    await page.evaluate(() => {
      window.millrace?.viewItem("P2");
      window.millrace?.addToCart("P2");
      window.millrace?.viewItem("elsewhere");
      window.millrace?.purchase({
        transaction_id: "t-1",
        value: 30_000,
        currency: "KRW",
        items: [
          { item_id: "elsewhere", price: 10_000, quantity: 1 },
          { item_id: "P2", price: 10_000, quantity: 2 },
        ],
      });
      window.millrace?.selectItem("P2"); // found again without the list, which has no claim any more
      window.millrace?.addToCart("P2");
    });
    await flush(page);

    const recommendation = { id: "r-1", position: 2, source: "live", variant: "b", model: "m-1", strategy: "home" };
    expect(named("recommendation_click")).toMatchObject([{ item_id: "P2", recommendation }]);
    expect(named("view_item").map((event) => event.recommendation)).toEqual([recommendation, undefined]);
    expect(named("add_to_cart").map((event) => event.recommendation)).toEqual([recommendation, undefined]);
    expect(named("purchase")).toMatchObject([
      {
        recommendation,
        value: 30_000,
        items: [{ item_id: "elsewhere" }, { item_id: "P2", item_list_id: "r-1", index: 2 }],
      },
    ]);
    expect(named("purchase")[0]?.items?.[0]).not.toHaveProperty("item_list_id");
  });

  it("reads clicks from attributes, and leaves the shop's other buttons alone", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await page.locator('[data-item-id="N2"] a').click();
    await page.locator('[data-item-id="P3"] button[data-track]').click();
    await page.locator('[data-item-id="P3"] .close').click();
    await page.locator("#wish").click();
    await page.locator("#odd").click();
    await flush(page);

    const clicks = shop.distinct().filter(({ event_name }) => !/page_view|_list$|recommendation_view/.test(event_name));
    expect(clicks.map(({ event_name, item_id, recommendation }) => [event_name, item_id, recommendation?.id])).toEqual([
      ["select_item", "N2", undefined],
      ["add_to_cart", "P3", "r-1"],
      ["add_to_wishlist", "W1", undefined],
      ["video_play", undefined, undefined],
    ]);
  });

  it("tells of a served list: seen once, twenty-five ids at a time, and clicked with its position", async () => {
    const { page } = visitor;
    await page.goto(`${shop.url}/away`);
    await page.goto(`${shop.url}/two`);
    await page.evaluate(() => {
      const served = window.millrace?.served({
        recommendation_id: "r-7",
        placement: "home",
        source: "memory",
        items: Array.from({ length: 30 }, (_, at) => ({ item_id: `S${at}`, position: at + 1 })),
      });
      served?.view();
      served?.click("S4");
    });
    await flush(page);

    const views = named("recommendation_view").filter(({ recommendation }) => recommendation?.id === "r-7");
    expect(views.map(({ impression }) => impression?.length)).toEqual([25, 5]);
    expect(named("recommendation_click")).toMatchObject([
      { item_id: "S4", recommendation: { id: "r-7", position: 5, source: "memory", strategy: "home" } },
    ]);
  });

  it("does what was asked of it before it had loaded, and after", async () => {
    const { page } = visitor;
    await page.addInitScript(() => {
      window.millraceReady = [];
      window.millraceReady.push((tracker) => tracker.viewItem("early"));
      window.millraceReady.push(() => {
        throw new Error("the shop's own");
      });
    });
    await page.goto(shop.url);
    await page.evaluate(() => window.millraceReady?.push((tracker) => tracker.viewItem("late")));
    await flush(page);

    expect(named("view_item").map(({ item_id }) => item_id)).toEqual(["early", "late"]);
    expect(visitor.errors.splice(0)).toEqual([expect.stringContaining("the shop's own")]); // said, and thrown at nobody
  });

  it("sends an address longer than the collector takes, cut", async () => {
    const { page } = visitor;
    await page.goto(`${shop.url}/?q=${"x".repeat(5_000)}`);
    await flush(page);
    await until(() => shop.events().length === 1);

    expect(shop.events()[0]?.page?.url).toHaveLength(2048);
  });
});
