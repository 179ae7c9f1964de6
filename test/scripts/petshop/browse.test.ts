import { describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";
import { browse, type AskList } from "../../../scripts/petshop/browse.ts";
import { likingOf } from "../../../scripts/petshop/liking.ts";
import type { Product } from "../../../scripts/petshop/products.ts";
import { seededRandom } from "../../../scripts/petshop/random.ts";
import { makeShop } from "../../../scripts/petshop/shop.ts";
import type { Visitor } from "../../../scripts/petshop/visitors.ts";

const now = Date.UTC(2026, 10, 21);
const { products, visitors } = makeShop(7, now);
const known = new Map(products.map((product) => [product.product_id, product]));

const listOf = (shown: readonly Product[], facts: Partial<RecommendationAnswer> = {}): RecommendationAnswer => ({
  recommendation_id: "list-1",
  placement: "home",
  model: "arn:m1",
  source: "live",
  items: shown.map(({ product_id: item_id }, at) => ({ item_id, position: at + 1 })),
  ...facts,
});
/** The products a visitor likes, from the best to the worst. */
const ranked = (visitor: Visitor): Product[] => {
  const liking = likingOf(visitor, products);
  return products.toSorted((one, other) => liking(other) - liking(one));
};
const visit = (visitor: Visitor | undefined, ask: AskList, seed = 1, variant: "personal" | "popular" = "personal") => {
  if (visitor === undefined) throw new RangeError("the shop has no visitors");
  return browse(visitor, { products: known, ask, random: seededRandom(seed), now: () => now }, variant);
};
/** Somebody's visits until something is clicked. */
const clickingVisit = async (visitor: Visitor, ask: AskList) => {
  for (let seed = 1; seed < 200; seed++) {
    const events = await visit(visitor, ask, seed);
    if (events.some(({ event_name }) => event_name === "recommendation_click")) return events;
  }
  throw new Error("nothing was clicked in 200 visits");
};
const [visitor, ...others] = visitors as [Visitor, ...Visitor[]];

describe("a visitor of now", () => {
  it("asks for the model's list as who they are, or for what is popular, and says what they saw and where", async () => {
    const asked: unknown[] = [];
    const shown = products.slice(0, 3);
    const ask: AskList = async (query) => {
      asked.push(query);
      return query["placement"] === "product"
        ? undefined
        : listOf(shown, { model: query["placement"] === "popular" ? null : "arn:m1" });
    };
    const member = visitors.find(({ userId }) => userId !== undefined);
    const guest = visitors.find(({ userId }) => userId === undefined);

    const [[mine], [theirs], [popular]] = [
      await visit(member, ask),
      await visit(guest, ask),
      await visit(guest, ask, 1, "popular"),
    ];

    expect(asked.filter((query) => (query as { placement: string }).placement !== "product")).toEqual([
      { placement: "home", user_id: member?.userId },
      { placement: "home", anonymous_id: guest?.anonymousId },
      { placement: "popular" },
    ]);
    const seen = { id: "list-1", source: "live", strategy: "home" };
    expect(mine).toMatchObject({
      event_name: "recommendation_view",
      user_id: member?.userId,
      impression: shown.map(({ product_id }) => product_id),
      recommendation: { ...seen, variant: "personal", model: "arn:m1" },
    });
    expect(theirs).toMatchObject({ anonymous_id: guest?.anonymousId });
    expect(popular?.recommendation).toEqual({ ...seen, variant: "popular" });
  });

  it("looks at what they click, which carries the list and its place in it, and at the list beside that", async () => {
    const best = ranked(visitor);
    const beside = listOf(best.slice(10, 14), { recommendation_id: "beside" });
    const events = await clickingVisit(visitor, async ({ placement }) =>
      placement === "home" ? listOf(best.slice(0, 12)) : beside,
    );

    const [, click, look] = events;
    const position = 1 + best.findIndex(({ product_id }) => product_id === click?.item_id);
    expect(events.map(({ event_name }) => event_name).slice(0, 3)).toEqual([
      "recommendation_view",
      "recommendation_click",
      "view_item",
    ]);
    expect(click?.recommendation).toEqual({
      id: "list-1",
      source: "live",
      strategy: "home",
      variant: "personal",
      model: "arn:m1",
      position,
    });
    expect(look).toMatchObject({ item_id: click?.item_id, recommendation: click?.recommendation });
    const next = events.find(({ recommendation }) => recommendation?.id === "beside");
    expect(next).toMatchObject({
      event_name: "recommendation_view",
      page: { path: `/p/${click?.item_id}` },
      recommendation: { strategy: "product" },
    });
    expect(next?.recommendation).not.toHaveProperty("variant");
  });

  it("says only what the collector takes, each event once and none of the thirty days', in order of time", async () => {
    const events = await clickingVisit(visitor, async () => listOf(ranked(visitor).slice(0, 12)));

    expect(events.filter((event) => !parseEvent(event).ok)).toEqual([]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    expect(events.every(({ event_id }) => /^petshop-[0-9a-f]{16}-now\d+$/.test(event_id))).toBe(true);
    expect(events.map(({ event_ts }) => event_ts)).toEqual(events.map((_, at) => now + at));
  });

  it("does the same with the same dice", async () => {
    const ask: AskList = async () => listOf(products.slice(0, 12));
    expect(await visit(visitor, ask, 3)).toEqual(await visit(visitor, ask, 3));
  });

  it("clicks what they like: a list of their own taste more often than everybody's, and that more often than the worst", async () => {
    const some = others.slice(0, 300);
    const everybodys = products.toSorted((one, other) => other.appeal - one.appeal).slice(0, 12);
    const clicksOn = async (list: (visitor: Visitor) => Product[]): Promise<number> => {
      let clicked = 0;
      for (const [seed, one] of some.entries()) {
        const ask: AskList = async ({ placement }) => (placement === "home" ? listOf(list(one)) : undefined);
        clicked += (await visit(one, ask, seed)).some(({ event_name }) => event_name === "recommendation_click")
          ? 1
          : 0;
      }
      return clicked;
    };

    const [own, popular, worst] = [
      await clicksOn((one) => ranked(one).slice(0, 12)),
      await clicksOn(() => everybodys),
      await clicksOn((one) => ranked(one).slice(-12)),
    ];
    expect(own).toBeGreaterThan(1.3 * popular);
    expect(popular).toBeGreaterThan(2 * worst);
  });

  it("sees nothing where no list came", async () => {
    expect(await visit(visitor, async () => undefined)).toEqual([]);
  });
});
