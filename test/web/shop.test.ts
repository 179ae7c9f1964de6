import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { closeBrowser, visit } from "./browser.ts";
import { openShop } from "./petshop.ts";

const itemsOf = (page: Page, placement: string): Promise<string[]> =>
  page
    .locator(`[data-placement="${placement}"] [data-item]`)
    .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-item") ?? ""));

const badge = (page: Page, placement: string) => page.locator(`[data-placement="${placement}"] .badge`);

describe("the shop's page", () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  let visitor: Awaited<ReturnType<typeof visit>>;

  beforeEach(async () => {
    [shop, visitor] = await Promise.all([openShop(), visit()]);
  });
  afterEach(async () => {
    await Promise.all([visitor.context.close(), shop.close()]);
    expect(visitor.errors).toEqual([]);
  });
  afterAll(closeBrowser);

  it("sends each click through the tracker, and then shows other recommendations", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await badge(page, "home").waitFor();
    const before = await itemsOf(page, "home");

    await page.locator('[data-placement="popular"] [data-item="dog-3"] a').click();
    await page.locator(".product h1", { hasText: "강아지 사료 3" }).waitFor();
    await page.goto(`${shop.url}/#/category/cat`);
    await page.locator('[data-item="cat-4"] a').click();
    await page.getByRole("button", { name: "장바구니 담기" }).click();
    await page.locator('[data-placement="home"] [data-item="cat-0"]').waitFor();

    const after = await itemsOf(page, "home");
    expect(after).not.toEqual(before);
    expect(after.every((id) => id.startsWith("cat-"))).toBe(true);
    expect(await page.locator('[data-placement="home"] .card.new').count()).toBeGreaterThan(0);
    expect(await badge(page, "home").textContent()).toBe("live");

    const sent = shop.stored.map(({ event_name, item_id }) => [event_name, item_id]);
    expect(sent).toEqual([
      ["page_view", undefined],
      ["recommendation_click", "dog-3"],
      ["view_item", "dog-3"],
      ["page_view", undefined],
      ["select_item", "cat-4"],
      ["view_item", "cat-4"],
      ["add_to_cart", "cat-4"],
    ]);
    const click = shop.stored[1];
    expect(click?.recommendation).toMatchObject({ position: 4, source: "popular", strategy: "popular" });
    expect(click?.recommendation?.id).toMatch(/^popular-/);
    expect(new Set(shop.stored.map(({ anonymous_id }) => anonymous_id)).size).toBe(1);
    expect(shop.stored.every(({ is_bot, streamed }) => !is_bot && typeof streamed === "boolean")).toBe(true);
    const last = shop.to("/v1/recommendations").at(-1);
    expect(last?.query).toMatchObject({ placement: "home", after: shop.stored.at(-1)?.event_id });
  });

  it("lets one become a member, and then somebody new", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    await badge(page, "home").waitFor();
    const who = page.getByLabel("회원 아이디");

    await who.fill("u00002");
    const asMember = page.waitForResponse((answer) => answer.url().includes("user_id=u00002"));
    await who.press("Enter");
    await asMember;
    await page.locator('[data-placement="popular"] [data-item="dog-1"] a').click();
    await page.locator('[data-placement="product"] [data-item="dog-2"]').waitFor();
    const renewed = page.waitForResponse((answer) => answer.url().includes("anonymous_id="));
    await page.getByRole("button", { name: "새 방문자" }).click();
    await renewed;

    const [first, ...rest] = shop.stored;
    expect(first).not.toHaveProperty("user_id");
    expect(rest.map(({ user_id }) => user_id)).toEqual(["u00002", "u00002"]);
    const asked = shop.to("/v1/recommendations").flatMap(({ query }) => query["anonymous_id"] ?? []);
    expect(asked.at(-1)).not.toBe(first?.anonymous_id);
  });

  it("finds products by Korean and by English words, and writes names as text", async () => {
    const { page } = visitor;
    await page.goto(shop.url);
    const words = page.getByLabel("상품 검색");

    await words.fill("cat kibble 7");
    await words.press("Enter");
    await page.locator('.grid [data-item="cat-7"]').waitFor();
    expect(await page.locator(".grid .card").count()).toBe(1);
    expect(await page.locator(".grid .name-en").textContent()).toBe("cat kibble 7 <b>");

    await words.fill("물고기 사료");
    await words.press("Enter");
    await page.locator('.grid [data-item="fish-0"]').waitFor();
    expect(await page.locator(".grid .card").count()).toBe(10);
    expect(
      shop.stored.filter(({ event_name }) => event_name === "search").map(({ search_term }) => search_term),
    ).toEqual(["cat kibble 7", "물고기 사료"]);
  });

  it("fits a telephone without scrolling sideways", async () => {
    const { page } = visitor;
    await page.setViewportSize({ width: 390, height: 800 });
    for (const address of ["/", "/#/product/dog-3", "/#/category/dog"]) {
      await page.goto(shop.url + address);
      await page.locator(".card").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });
});

describe("the shop's page without a product list", () => {
  it("opens all the same, with what the recommendations tell of their products", async () => {
    const shop = await openShop({ hasProducts: false });
    const { context, page } = await visit();

    await page.goto(shop.url);
    await page.locator('[data-placement="home"] [data-item="dog-2"] a').click();

    await page.locator(".product h1", { hasText: "dog-2" }).waitFor();
    await Promise.all([context.close(), shop.close()]);
    await closeBrowser();
  });
});
