import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page, Request } from "playwright-core";
import type { Envelope } from "@millrace/core/domain/event";
import { openCloud } from "../../pipeline/cloud.ts";
import { rowsByEvent } from "../../pipeline/t1.ts";
import { closeBrowser, visit } from "../browser.ts";
import { act, flush, until, waiting } from "./collector.ts";

const idsIn = (request: Request): string[] =>
  request.method() === "POST" && request.url().includes("/v1/events")
    ? (JSON.parse(request.postData() ?? '{"events":[]}') as Envelope).events.map(({ event_id }) => event_id)
    : [];

describe("a browser's bad day", () => {
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  let visitor: Awaited<ReturnType<typeof visit>>;

  beforeAll(async () => {
    [cloud, visitor] = await Promise.all([openCloud(), visit()]);
    const page = `<!doctype html><title>a shop</title><script src="/tracker.js" data-write-key="${cloud.keys.web}"></script>`;
    writeFileSync(join(cloud.directory, "site", "page.html"), page);
  }, 60_000);
  afterAll(async () => {
    await visitor.context.close();
    await closeBrowser();
    await cloud.close();
  }, 30_000);

  it("leaves every event in T1 once: offline, reload, closed tab, two tabs, refusals, lost answers, pages that change", async () => {
    const { context, page } = visitor;
    const attempted = new Set<string>();
    context.on("request", (request) => idsIn(request).forEach((id) => attempted.add(id)));
    const address = `${cloud.site}/page.html`;
    const recorded: string[] = [];
    const view = async (tab: Page, label: string): Promise<void> => void recorded.push(...(await act(tab, 30, label)));

    await page.goto(address);
    await view(page, "plain-");
    await context.setOffline(true);
    await view(page, "offline-");
    await flush(page);
    await context.setOffline(false);

    const tab = await context.newPage();
    await tab.goto(`${address}?tab`);
    await Promise.all([view(page, "left-"), view(tab, "right-")]);
    await Promise.all([flush(page), flush(tab)]);

    await context.route("**/v1/events", (route) => route.fulfill({ status: 503, body: "" }));
    await view(page, "refused-");
    await flush(page);
    await page.reload();
    await view(tab, "closed-");
    await Promise.all([tab.waitForEvent("close"), tab.close({ runBeforeUnload: true })]);
    await context.unroute("**/v1/events");

    await context.route("**/v1/events", async (route) => {
      await route.fetch(); // stored, but nobody hears of it
      await route.abort("connectionreset");
    });
    await view(page, "unheard-");
    await flush(page);
    await context.unroute("**/v1/events");

    await page.evaluate(() => history.pushState({}, "", "?second"));
    await view(page, "after-");
    await page.goto(`${cloud.site}/page.html?third`);
    await flush(page);
    expect(await waiting(page)).toBe(0);
    expect(recorded.filter((id) => !attempted.has(id))).toEqual([]);

    let rows = new Map<string, number>();
    await until(async () => {
      rows = await rowsByEvent(cloud.lake).catch(() => rows); // before the first job there is no T1
      return rows.size >= attempted.size;
    }, 60_000);

    expect(rows).toEqual(new Map([...attempted].map((id) => [id, 1])));
    expect(recorded).toHaveLength(8 * 30);
  }, 120_000);
});
