import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { build } from "esbuild";
import type { Envelope, WireEvent } from "@millrace/core/domain/event";
import { parseEvent } from "@millrace/core/domain/event";
import { closeBrowser, visit } from "./browser.ts";
import { files, openSite } from "./site.ts";
import { until } from "./tracker/collector.ts";

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { openShop } from "./shop.tsx";
        globalThis.tracker = openShop(document.getElementById("shop"), { api: "", writeKey: "shop-key-1" });`,
      resolveDir: "web/examples/react",
    },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' }, // in which strict mode runs every effect twice
  });
  return outputFiles[0]?.text ?? "";
};

/** The example's shop, with a collector and lists of two products. */
const openShop = async () => {
  const events: WireEvent[] = [];
  const html =
    '<!doctype html><meta charset="utf-8"><title>a shop</title><div id="shop"></div><script type="module" src="/shop.js"></script>';
  const page = { type: "text/html", body: html };
  const site = await openSite({
    ...files([
      ["/", page],
      ["/product/P1", page],
      ["/shop.js", { type: "text/javascript", body: await bundle() }],
    ]),
    "GET /v1/recommendations": ({ query }) => ({
      status: 200,
      body: {
        recommendation_id: `r-${query["placement"]}`,
        placement: query["placement"],
        source: "live",
        items: ["P1", "P2"].map((item_id, at) => ({ item_id, position: at + 1, name: `product ${item_id}` })),
      },
    }),
    "POST /v1/events": ({ body }) => {
      const sent = (JSON.parse(body.toString("utf8")) as Envelope).events;
      events.push(...sent);
      return { status: 200, body: { accepted: sent.length, rejected: 0, duplicates: 0, results: [] } };
    },
  });
  return { ...site, events };
};

let shop: Awaited<ReturnType<typeof openShop>>;
let visitor: Awaited<ReturnType<typeof visit>>;

beforeAll(async () => {
  [shop, visitor] = await Promise.all([openShop(), visit()]);
}, 30_000);
afterAll(async () => {
  await visitor.context.close();
  await closeBrowser();
  await shop.close();
});

it("shows recommendations in React, and tells of impressions, click, cart and purchase once each", async () => {
  const { page, errors } = visitor;
  const named = (name: string) => shop.events.filter(({ event_name }) => event_name === name);
  await page.goto(shop.url);
  await page.getByText("product P1").waitFor();
  expect(shop.events).toEqual([]); // nobody has been asked yet

  await page.getByText("Yes").click();
  await until(() => named("recommendation_view").length === 1);
  await page.getByText("product P1").click();
  await page.getByText("Add to cart").click();
  await page.getByText("Buy").click();
  await until(() => named("purchase").length === 1 && named("recommendation_view").length === 2);

  const recommendation = { id: "r-home", position: 1, source: "live", strategy: "home" };
  expect(named("recommendation_view")).toMatchObject([
    { impression: ["P1", "P2"], recommendation: { id: "r-home" } },
    { impression: ["P1", "P2"], recommendation: { id: "r-product" } },
  ]);
  expect(named("recommendation_click")).toMatchObject([{ item_id: "P1", recommendation }]);
  expect(named("view_item")).toMatchObject([{ item_id: "P1", recommendation }]);
  expect(named("add_to_cart")).toMatchObject([{ item_id: "P1", recommendation }]);
  expect(named("purchase")).toMatchObject([{ recommendation, items: [{ item_id: "P1", item_list_id: "r-home" }] }]);
  expect(named("page_view").map((event) => event.page?.path)).toEqual(["/", "/product/P1"]);
  expect(shop.events.filter((event) => !parseEvent(event).ok)).toEqual([]);
  expect(errors).toEqual([]);
}, 30_000);
