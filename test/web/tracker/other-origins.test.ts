import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { CollectAnswer } from "../../../functions/collect/answer.ts";
import { closeBrowser, visit } from "../browser.ts";
import { openSite } from "../site.ts";
import { act, flush, waiting } from "./collector.ts";
import { openShopOnCloud, type ShopOnCloud } from "./shop-on-cloud.ts";

jest.setTimeout(120_000);

/** A shop of another origin than the pipeline's, as every shop on AWS is. */
const openOtherShop = async () => {
  const shop = { html: "" };
  const site = await openSite({
    "GET /": () => ({ status: 200, headers: { "content-type": "text/html" }, body: shop.html }),
  });
  return {
    ...site,
    tracks: ({ site: ours, writeKey }: ShopOnCloud) => {
      const attributes = `src="${ours}/tracker.js" data-url="${ours}/v1/events" data-write-key="${writeKey}"`;
      shop.html = `<!doctype html><title>another shop</title><script ${attributes}></script>`;
    },
  };
};

/** What a browser's own rules leave of it, which tests that lift them cannot see. */
describe("a page of another origin", () => {
  let allowed: Awaited<ReturnType<typeof openOtherShop>>;
  let stranger: Awaited<ReturnType<typeof openOtherShop>>;
  let cloud: ShopOnCloud;
  beforeAll(async () => {
    [allowed, stranger] = [await openOtherShop(), await openOtherShop()];
    cloud = await openShopOnCloud([allowed.url]);
    allowed.tracks(cloud);
    stranger.tracks(cloud);
  });
  afterAll(async () => {
    await closeBrowser();
    await Promise.all([cloud.close(), allowed.close(), stranger.close()]);
  });

  it("that is allowed has its clicks taken, and its script may read the answer", async () => {
    const { context, page, errors } = await visit();
    await page.goto(allowed.url);
    const answered = page.waitForResponse((response) => response.url().endsWith("/v1/events"));
    await act(page, 3);
    await flush(page);

    const answer = await answered;
    expect(answer.status()).toBe(200);
    expect(((await answer.json()) as CollectAnswer).rejected).toBe(0);
    expect([await waiting(page), errors]).toEqual([0, []]);
    await context.close();
  });

  it("that is not allowed is refused", async () => {
    const { context, page } = await visit();
    await page.goto(stranger.url);
    const answered = page.waitForResponse((response) => response.url().endsWith("/v1/events"));
    await act(page, 3);
    await flush(page);

    expect((await answered).status()).toBe(403);
    await context.close();
  });

  it("may ask with a header of its own, which browsers ask leave for, and read where a list came from", async () => {
    const { context, page } = await visit();
    await page.goto(allowed.url);
    const [source, hidden] = await page.evaluate(async (url) => {
      const answer = await fetch(url, { headers: { "if-none-match": '"x"' } });
      return ["x-recommendation-source", "x-content-type-options"].map((name) => answer.headers.get(name));
    }, `${cloud.site}/v1/recommendations?placement=home&user_id=u1`);
    expect([source, hidden]).toEqual([expect.stringMatching(/^[a-z-]+$/), null]);

    const forbidden = page.evaluate(
      (url) => fetch(url, { headers: { "x-unheard-of": "1" } }).then(() => "read"),
      `${cloud.site}/v1/recommendations?placement=home`,
    );
    await expect(forbidden).rejects.toThrow("Failed to fetch");
    await context.close();
  });
});
