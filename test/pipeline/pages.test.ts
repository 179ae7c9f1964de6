import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import { visitShop } from "../../scripts/demo/visit-shop.ts";
import { waitForLake, waitForRun } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { closeBrowser, visit } from "../web/browser.ts";
import { openCloud } from "./cloud.ts";
import { aSmallShop } from "./shop.ts";
import { askT1 } from "./t1.ts";
import { until } from "./until.ts";

describe("the pages of a running instance", () => {
  const shop = aSmallShop(200, { seed: 5 });
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let visitor: Awaited<ReturnType<typeof visit>>;

  beforeAll(async () => {
    cloud = await openCloud({ shop });
    await send(shop.events, { site: cloud.site, writeKey: cloud.keys.server });
    await waitForLake(cloud.aws, shop.events.length, () => undefined);
    await waitForRun(cloud.aws, await cloud.aws.retrain(), () => undefined);
  }, 180_000);
  beforeEach(async () => {
    visitor = await visit({ viewport: { width: 1280, height: 900 } });
    visitor.context.setDefaultTimeout(30_000);
  }, 180_000);
  afterEach(async () => {
    await visitor.context.close();
    expect(visitor.errors).toEqual([]);
  });
  afterAll(async () => {
    await closeBrowser();
    await cloud.close();
  }, 30_000);

  it("console: shows what came of the lists that visitors saw, by variant and model", async () => {
    const told = await visitShop(cloud.site, shop, shop.visitors, 5, () => undefined);
    const tally = await send(told, { site: cloud.site, writeKey: cloud.keys.server });
    const counts = await waitForLake(cloud.aws, shop.events.length + told.length, () => undefined);
    const count = (name: string, placement: string) =>
      told.filter(({ event_name, recommendation }) => event_name === name && recommendation?.strategy === placement)
        .length;

    expect(tally).toEqual({ sent: told.length, accepted: told.length, rejected: 0, duplicates: 0 });
    expect(counts.t1).toMatchObject({ unique: shop.events.length + told.length, duplicates: 0 });
    expect(count("recommendation_view", "home")).toBe(shop.visitors.length);
    expect(count("recommendation_click", "home")).toBeGreaterThan(5);
    const { page } = visitor;
    await page.goto(`${cloud.site}/console/#shop&key=${cloud.keys.console}`);
    const home = page.locator('[data-placement="home"]');
    await home.locator("tbody tr").first().waitFor();
    const rows = await home
      .locator(".beside > .scroll tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent)));
    const seen = rows.map(([variant, , , views]) => [variant, Number(views)]);
    expect(new Set(seen.map(([variant]) => variant))).toEqual(new Set(["personal", "popular"]));
    expect(seen.reduce((sum, [, views]) => sum + Number(views), 0)).toBe(shop.visitors.length);
    expect(rows.find(([variant]) => variant === "personal")?.[1]).toMatch(/^personalrun /);
    expect(rows.find(([variant]) => variant === "popular")?.[1]).toBe("no model");
    expect((await reconcile(cloud.lake)).problems).toEqual([]);
  }, 180_000);

  it("shop: a click on a product is stored, and changes the row at once", async () => {
    const { page } = visitor;
    const rowOf = (placement: string) =>
      page
        .locator(`[data-placement="${placement}"] [data-item]`)
        .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-item") ?? ""));
    await page.goto(cloud.site);
    await page.locator('[data-placement="home"] [data-item]').first().waitFor();
    const before = await rowOf("home");
    const [clicked = ""] = before.slice(-1);

    await page.locator(`[data-placement="home"] [data-item="${clicked}"] a`).first().click();
    await page.locator(".product h1").waitFor();
    await page.locator('[data-placement="product"] [data-item]').first().waitFor();

    const after = await until("another row", async () => {
      const row = await rowOf("home");
      return row.length > 0 && row.join() !== before.join() ? row : undefined;
    });
    expect(after).not.toEqual(before);
    expect(await page.locator('[data-placement="home"] .badge').textContent()).toBe("live");
    const query = `select event_name, item_id, source, is_bot, recommendation_position as position from t1
      where source = 'web' and event_name <> 'page_view' order by session_seq`;
    const stored = await until("the click in T1", async () => {
      const rows = await askT1(cloud.lake, query);
      return rows.length >= 2 ? rows : undefined;
    });
    expect(stored).toEqual([
      { event_name: "recommendation_click", item_id: clicked, source: "web", is_bot: false, position: before.length },
      { event_name: "view_item", item_id: clicked, source: "web", is_bot: false, position: before.length },
    ]);
  }, 180_000);

  it("console: shows the run with its steps, the models beside popularity, and counts that add up", async () => {
    const { page } = visitor;
    await page.goto(`${cloud.site}/console/#key=${cloud.keys.console}`);
    await page.locator(".run").first().waitFor();

    expect(await page.locator(".run").count()).toBe(1);
    expect(await page.locator(".run .step-name").count()).toBe(6);
    const states = await page
      .locator(".run [data-step]")
      .evaluateAll((steps) => steps.map((step) => step.getAttribute("data-status")));
    expect(states).toEqual(Array(6).fill("done"));
    const models = await page
      .locator("[data-solution]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-solution")));
    expect(models).toEqual(["personal", "similar", "popular"]);
    expect(await page.locator('[data-solution="personal"] .status').allTextContents()).toEqual([
      "deploy",
      "live: personal",
    ]);
    expect(await page.locator(".identity:not([data-promise])").textContent()).toMatch(
      /^✓ accepted = unique \+ duplicates/,
    );
    expect(page.url()).not.toContain(cloud.keys.console);
  }, 180_000);
});
