import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Run } from "@millrace/core/domain/run";
import { consolePages } from "../../functions/operate/pages.ts";
import { generatedAt as noon } from "../functions/operate/marts/given.ts";
import { closeBrowser, visit } from "./browser.ts";
import { hostile, marts, model } from "./console-marts.ts";
import { leastContrast } from "./contrast.ts";
import { pageFiles } from "./pages.ts";
import { files, openSite } from "./site.ts";

const key = "operator-key";
const waiting = { status: "waiting", attempts: 0 } as const;
const judged = {
  solution: "personal",
  recipe: "r",
  solutionVersionArn: model,
  metrics: {},
  verdict: "deploy",
  reasons: [],
};
const run: Run = {
  kind: "run",
  id: "2026-11-20",
  status: "succeeded",
  step: null,
  openedAt: noon,
  openedBy: "schedule",
  updatedAt: noon,
  version: 1,
  steps: {
    "export-datasets": waiting,
    "import-datasets": waiting,
    "train-models": waiting,
    "judge-models": { status: "done", attempts: 1, output: { models: [judged] } },
    "deploy-campaigns": waiting,
    announce: waiting,
  },
};

describe("the console's shop", () => {
  let objects: Record<string, unknown>;
  let countedAt: number;
  let isBroken: boolean;
  let site: Awaited<ReturnType<typeof openSite>>;
  let visitor: Awaited<ReturnType<typeof visit>>;

  beforeEach(async () => {
    objects = marts();
    countedAt = noon;
    isBroken = false;
    const serve = consolePages({
      keySha256: createHash("sha256").update(key).digest("hex"),
      runs: async () => [run],
      live: async () => [],
      counts: async () => ({
        generatedAt: countedAt,
        raw: { objects: 1, lines: 1 },
        t1: { unique: 1, duplicates: 0, partitions: 1 },
        quarantine: { lines: 0 },
      }),
      mart: async <T>(name: string) => {
        if (isBroken) throw new Error("the lake is away");
        return objects[name] as T | undefined;
      },
      places: { bucket: "millrace-dev-lake", prefix: "millrace-dev", region: "ap-northeast-2" },
      metric: "coverage",
      now: () => noon,
    });
    const names = ["runs", "models", "counts", "cards", "promises", "marts"];
    const routes = Object.fromEntries(names.map((page) => [`GET /v1/console/${page}`, serve]));
    site = await openSite({ ...files(await pageFiles("console", "/console/")), ...routes });
    visitor = await visit({ viewport: { width: 1280, height: 900 } });
  });
  afterEach(async () => {
    await visitor.context.close();
    await site.close();
    expect(visitor.errors.filter((error) => !(isBroken && error.includes("status of 500")))).toEqual([]);
  });
  afterAll(closeBrowser);

  const openShop = async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#shop&key=${key}`);
    await page.locator("#quality > *").first().waitFor();
    return page;
  };

  it("is another view than the pipeline, with an address of its own", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.locator(".run").first().waitFor();
    expect(await page.locator("#shop").isVisible()).toBe(false);
    expect(site.to("/v1/console/marts")).toEqual([]);

    await page.getByRole("link", { name: "Shop" }).click();
    await page.locator("#shop .chart").first().waitFor();

    expect(await page.locator(".run").first().isVisible()).toBe(false);
    expect(await page.getByRole("link", { name: "Shop" }).getAttribute("aria-current")).toBe("page");
    expect(await page.title()).toBe("Shop · Millrace console");
    await page.reload();
    await page.locator("#shop .chart").first().waitFor();
    await page.goBack();
    await page.locator(".run").first().waitFor();
  });

  it("draws each day, sums up the last seven that are over, and has the days as a table", async () => {
    const page = await openShop();

    expect(await page.locator("#shop figcaption").allInnerTexts()).toEqual([
      "visits\n1,400\n+0 % on the 7 days before",
      "visits that filled a cart\n350\n+0 % on the 7 days before",
      "orders\n70\n+0 % on the 7 days before",
      "revenue\n4,200,000\n+20.0 % on the 7 days before",
    ]);
    const revenue = page.locator('[data-chart="revenue"] svg');
    expect(await revenue.locator(".bar").count()).toBe(15);
    expect(await revenue.locator(".bar.open title").textContent()).toBe("21 Nov, so far: 1");
    expect(await revenue.getAttribute("aria-label")).toBe("revenue by day, 7 Nov to 21 Nov, at most 600,000");
    await page.locator("#shop summary").click();
    expect(await page.locator("#shop tbody tr").nth(1).innerText()).toBe(
      ["2026-11-20", "200", "150", "50", "10", "1", "9", "12", "600,000"].join("\t"),
    );
  });

  it("narrows visits down to orders", async () => {
    const page = await openShop();
    expect(await page.locator("#funnel li").allTextContents()).toEqual([
      "visits1,400",
      "saw a product1,05075.0 % of visits",
      "filled a cart35025.0 % of visits, 33.3 % of those",
      "orders705.0 % of visits, 20.0 % of those",
    ]);
  });

  it("names the day's ten and says which rose and fell", async () => {
    const page = await openShop();
    expect(await page.locator("#top-items tbody tr").allTextContents()).toEqual([
      `1${hostile}A tent1,234203▲ up 2`,
      "2등불A tent1,234203▼ down 1",
      "3P3A tent1,234203new",
    ]);
  });

  it("sizes the week's keywords by searches, for eyes and for readers; what visitors type is text", async () => {
    const page = await openShop();
    const terms = page.locator("#keywords li");

    expect(await terms.first().textContent()).toBe(`${hostile}: 900 searches, good`);
    expect(await terms.nth(2).textContent()).toBe("못 찾는 것: 1 search, bad");
    const sizes = await terms.evaluateAll((all) => all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)));
    expect(sizes[0]).toBeGreaterThan(sizes[1] ?? 0);
    expect(sizes[1]).toBeGreaterThan(sizes[2] ?? 0);
    expect(await page.locator("img").count()).toBe(0);
  });

  it("says how keywords perform, which found nothing, and which rise", async () => {
    const page = await openShop();

    expect(await page.locator("#performance tbody tr").nth(1).innerText()).toBe(
      ["텐트", "225", "450", "1", "0", "2.0", "normal"].join("\t"),
    );
    expect(await page.locator("#performance summary").textContent()).toBe("2 more");
    expect(await page.locator("[data-wanting]").textContent()).toBe(
      "Most who searched for these looked at no product: 못 찾는 것 (1).",
    );
    expect(await page.locator("#rising tbody tr").allInnerTexts()).toEqual([
      [hostile, "0", "6", "new"].join("\t"),
      ["텐트", "2", "7", "× 3.5"].join("\t"),
    ]);
  });

  it("puts variants beside each other with their 95 % intervals, and says whether they differ", async () => {
    const page = await openShop();
    const home = page.locator('[data-placement="home"]');

    expect(await home.locator("thead th").allTextContents()).toEqual(
      expect.arrayContaining(["variant", "model", "clicks per view", "then carted", "then ordered"]),
    );
    const shares = home.locator(".share");
    expect(await shares.nth(0).innerText()).toMatch(/^10\.0 %\s*8\.8 % to 11\.4 %\s*200 clicks$/);
    expect(await shares.nth(3).innerText()).toMatch(/^15\.0 %\s*12\.9 % to 17\.3 %\s*150 clicks$/);
    expect(await home.locator(".model").first().innerText()).toBe("personal\nrun 2026-11-20");
    const said = await home.locator(".verdicts li").allTextContents();
    expect(said[0]).toBe("big is clicked more often than plain (+5.00 points, 95 % interval +2.50 to +7.65)");
    expect(said[2]).toMatch(/^ordered: no difference of big and plain is certain \(\+1\.00 points, /);
    expect(await home.locator(".verdicts li").evaluateAll((all) => all.map((one) => one.dataset["verdict"]))).toEqual([
      "better",
      "unsure",
      "unsure",
    ]);
    const [low, high] = await home
      .locator(".share:nth-child(5) .whisker line:nth-child(2)")
      .evaluateAll((lines) => lines.map((line) => [line.getAttribute("x1"), line.getAttribute("x2")].map(Number)));
    expect(low?.[1]).toBeLessThan(high?.[0] ?? 0);
  });

  it("gives no interval where lists were clicked more often than seen", async () => {
    const page = await openShop();
    expect(await page.locator(".placement").nth(1).locator("tbody tr").first().innerText()).toContain(
      "101 clicks, more than views",
    );
  });

  it("says what the lake job left out of what it reads", async () => {
    const page = await openShop();
    expect(await page.locator("[data-unread]").allTextContents()).toEqual([
      "Not counted here: 1,200 rows of single days, beyond the 200 seen most, with 1,500 views; they are in marts/recommendations/.",
      "5 more rows of orders, with fewer clicked items, are in marts/recommendation_orders/.",
    ]);
  });

  it("says what share of what arrived was unfit, and why", async () => {
    const page = await openShop();
    expect(await page.locator('[data-fault="rejected"]').innerText()).toMatch(/^refused\s+10\.0 %\s+100 events: /);
    expect(await page.locator('[data-fault="sent_again"]').innerText()).toContain("or an import repeated");
    expect(await page.locator('[data-fault="skewed"] strong').textContent()).toBe("0 %");
    expect(await page.locator("#quality tbody tr").first().innerText()).toBe(`${hostile}\t100`);
  });

  it("says what has to happen first while there is nothing", async () => {
    objects = {};
    const page = await openShop();

    const places = ["shop", "funnel", "top-items", "keywords", "performance", "rising", "recommendations", "quality"];
    const said = await Promise.all(places.map((id) => page.locator(`#${id}`).innerText()));
    expect(said).toEqual([
      expect.stringMatching(/^No visit has been counted yet: send events/),
      expect.stringMatching(/^No visit to follow/),
      expect.stringMatching(/^No item yet: events with an item_id/),
      expect.stringMatching(/^Nobody has searched .*tracker\.search\(\)/),
      expect.stringMatching(/^Nobody has searched/),
      expect.stringMatching(/two weeks of searches/),
      expect.stringMatching(/^No recommended list has been seen yet: .*data-recommendation-id/),
      expect.stringMatching(/^Nothing has arrived yet/),
    ]);
    expect(await page.locator('[data-view="shop"] table').count()).toBe(0);
  });

  it("reads the marts again when the lake job has counted, and leaves alone what is the same", async () => {
    const page = await openShop();
    await page.locator("#shop summary").click();
    await page.evaluate(() => document.querySelector("#funnel > *")?.setAttribute("data-mine", ""));
    await page.waitForResponse(/promises/);
    await page.waitForResponse(/promises/);
    expect(site.to("/v1/console/marts")).toHaveLength(1);

    countedAt += 1;
    delete objects["marts/top-items.json"];
    await page.locator("#top-items").getByText("No item yet").waitFor();

    expect(site.to("/v1/console/marts")).toHaveLength(2);
    expect(await page.locator("#shop details").getAttribute("open")).toBe("");
    expect(await page.locator("#shop .chart").count()).toBe(4);
  }, 30_000);

  it("tells a failure here, and leaves the pipeline's view alone", async () => {
    isBroken = true;
    const { page } = visitor;
    await page.goto(`${site.url}/console/#shop&key=${key}`);
    await page.locator("#marts-status").getByText("not read").waitFor();

    expect(await page.locator("#status").textContent()).toMatch(/^as of/);
    await page.getByRole("link", { name: "Pipeline" }).click();
    await page.locator(".run").first().waitFor();
  });

  it("keeps nothing once the key is forgotten", async () => {
    const page = await openShop();
    await page.getByRole("button", { name: "Forget the key" }).click();
    await page.getByLabel("The operator’s key").waitFor();

    expect(await page.locator("main").innerText()).not.toContain("텐트");
    expect(await page.locator("#keywords li").count()).toBe(0);
    expect(await page.getByRole("link", { name: "Shop" }).isVisible()).toBe(false);
  });

  it("fits a telephone without scrolling sideways", async () => {
    await visitor.page.setViewportSize({ width: 390, height: 800 });
    const page = await openShop();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it.each(["light", "dark"] as const)("can be read in %s colours", async (colorScheme) => {
    await visitor.page.emulateMedia({ colorScheme });
    const page = await openShop();
    for (const view of ["Shop", "Pipeline"]) {
      await page.getByRole("link", { name: view }).click();
      const { ratio, text } = await page.evaluate(leastContrast);
      expect([view, text, Math.min(4.5, ratio)]).toEqual([view, expect.any(String), 4.5]);
    }
  });
});
