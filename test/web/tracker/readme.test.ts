import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "@jest/globals";
import type { Envelope } from "@millrace/core/domain/event";
import { closeBrowser, visit } from "../browser.ts";
import { bundle } from "../pages.ts";
import { files, openSite } from "../site.ts";
import { until } from "./collector.ts";

/** The example under "The script tag". */
const example = /## The script tag\n\n```html\n(.*?)```/s.exec(readFileSync("README.md", "utf8"))?.[1] ?? "";

afterAll(closeBrowser);

it("works as the README shows it, in ten lines", async () => {
  expect(example.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
  const named: string[] = [];
  const here = example.replace("https://api.example", "");
  const site = await openSite({
    ...files([
      ["/", { type: "text/html", body: `<!doctype html><meta charset="utf-8"><title>a shop</title>${here}` }],
      ["/p/P1", { type: "text/html", body: "a product" }],
      ["/tracker.js", { type: "text/javascript", body: await bundle("tracker") }],
    ]),
    "POST /v1/events": ({ body }) => {
      const { events } = JSON.parse(body.toString()) as Envelope;
      named.push(...events.map(({ event_name }) => event_name));
      return { status: 200, body: { accepted: events.length, rejected: 0, duplicates: 0, results: [] } };
    },
  });
  const { context, page, errors } = await visit();
  try {
    await page.goto(site.url);
    await page.getByRole("button").click();
    await until(() => named.includes("recommendation_view") && named.includes("add_to_cart"));
    await page.getByRole("link").click();
    await until(() => named.includes("recommendation_click"));

    expect(new Set(named)).toEqual(
      new Set(["page_view", "view_item", "add_to_cart", "recommendation_view", "recommendation_click"]),
    );
    expect(errors).toEqual([]);
  } finally {
    await context.close();
    await site.close();
  }
});
