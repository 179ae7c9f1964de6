import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { visitShop } from "../../../scripts/demo/visit-shop.ts";
import { makeShop } from "../../../scripts/petshop/shop.ts";
import { openSite } from "../../web/site.ts";

const shop = makeShop(7, Date.UTC(2026, 10, 21));
const some = shop.visitors.slice(0, 60);
const best = shop.products.toSorted((one, other) => other.appeal - one.appeal).slice(0, 12);

describe("visitors who come once a model serves", () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  let isDown = false;
  const list = (placement: string) => ({
    recommendation_id: `list-of-${placement}`,
    placement,
    model: placement === "popular" ? null : "arn:m1",
    source: placement === "popular" ? "popular" : "live",
    items: best.map(({ product_id: item_id }, at) => ({ item_id, position: at + 1 })),
  });
  beforeAll(async () => {
    site = await openSite({
      "GET /v1/recommendations": async ({ query }) =>
        isDown ? { status: 503, body: {} } : { status: 200, body: list(query["placement"] ?? "") },
    });
  });
  afterAll(() => site.close());

  const visit = () => visitShop(site.url, shop, some, 1, () => undefined);
  const withoutTime = (events: Awaited<ReturnType<typeof visit>>) =>
    events.map((event) => ({ ...event, event_ts: 0 })).sort((one, other) => (one.event_id < other.event_id ? -1 : 1));

  it("each see one list on the first page, about half of them the model's", async () => {
    const events = await visit();
    const home = events.filter(
      ({ event_name, recommendation }) => event_name === "recommendation_view" && recommendation?.strategy === "home",
    );
    const own = home.filter(({ recommendation }) => recommendation?.variant === "personal");

    expect(new Set(home.map(({ anonymous_id }) => anonymous_id))).toEqual(
      new Set(some.map(({ anonymousId }) => anonymousId)),
    );
    expect(home).toHaveLength(some.length);
    expect(own.length).toBeGreaterThan(15);
    expect(own.length).toBeLessThan(45);
    expect(events.map(({ event_ts }) => event_ts)).toEqual(
      events.map(({ event_ts }) => event_ts).toSorted((one, other) => one - other),
    );
  });

  it("do the same with the same seed, in whatever order they are answered", async () => {
    expect(withoutTime(await visit())).toEqual(withoutTime(await visit()));
  });

  it("see nothing while the shop has no list", async () => {
    isDown = true;
    expect(await visit()).toEqual([]);
    isDown = false;
  });
});
