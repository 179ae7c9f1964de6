import { PutEventsCommand, PutItemsCommand, type Event } from "@aws-sdk/client-personalize-events";
import { GetRecommendationsCommand } from "@aws-sdk/client-personalize-runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, datasetArn, groupArn, interactionsCsv, itemsCsv } from "./a-shop.ts";

const newcomers = Array.from({ length: 20 }, (_, n) => `dog-new${n}`);

describe("what visitors were shown", () => {
  let shop: Shop;
  let trackingId: string | undefined;
  let sent = 0;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions", "INTERACTIONS", interactionsCsv());
    await shop.import("items", "ITEMS", itemsCsv());
    const properties = JSON.stringify({ categoryL1: "dog", price: 5, available: "yes" });
    for (const itemIds of [newcomers.slice(0, 10), newcomers.slice(10)]) {
      const items = itemIds.map((itemId) => ({ itemId, properties }));
      await shop.clients().events.send(new PutItemsCommand({ datasetArn: datasetArn("ITEMS"), items }));
    }
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
    trackingId = await shop.tracker();
  }, 120_000);
  afterAll(() => shop.cloud.close());

  const put = (event: Partial<Event>, visitor = `s${sent++}`) => {
    const eventList = [{ eventType: "View", sentAt: new Date(shop.cloud.clock.now()), ...event }];
    return shop.clients().events.send(new PutEventsCommand({ trackingId, sessionId: visitor, eventList }));
  };
  const asked = async (userId: string) => {
    const request = { campaignArn: arnOf("campaign", "personal"), userId, numResults: 20 };
    const { itemList = [], recommendationId } = await shop
      .clients()
      .runtime.send(new GetRecommendationsCommand(request));
    const explored = itemList.filter(({ reason }) => reason?.[0] === "Exploration").map(({ itemId = "" }) => itemId);
    return { recommendationId, itemIds: itemList.map(({ itemId = "" }) => itemId), explored };
  };
  /** How often each is explored for 40 visitors of dogs. */
  const explorations = async () => {
    const times = new Map<string, number>();
    for (let user = 0; user < 20; user++)
      for (const id of (await asked(`u${2 * user + 1}`)).explored) times.set(id, (times.get(id) ?? 0) + 1);
    return (id: string) => times.get(id) ?? 0;
  };
  const met = (item: string) => {
    const { database } = shop.cloud.platform().state;
    const row = database
      .prepare("select shown, used from personalize_impressions where item_id = ? and dataset_group = ?")
      .get(item, groupArn);
    return row && { ...row };
  };

  it("is told by the recommendationId of the list that was given, which counts once however much of it is used", async () => {
    const { recommendationId, itemIds } = await asked("u1");
    const [first = "", second = "", third = ""] = itemIds;
    await put({ itemId: first, recommendationId });
    await put({ itemId: second, recommendationId });
    expect([first, second, third].map(met)).toEqual([
      { shown: 1, used: 1 },
      { shown: 1, used: 1 },
      { shown: 1, used: 0 },
    ]);
    await put({ itemId: first, recommendationId: "RID-of-nobody" });
    expect(met(first)).toEqual({ shown: 1, used: 1 });
  });

  it("is told by an explicit impression before that, and an event that comes twice counts once", async () => {
    const { recommendationId } = await asked("u3");
    const event = { itemId: "x1", impression: ["x1", "x2"], recommendationId, eventId: "once" };
    await put(event);
    await put(event);
    expect([met("x1"), met("x2")]).toEqual([
      { shown: 1, used: 1 },
      { shown: 1, used: 0 },
    ]);
  });

  it("decides what is explored: what is passed over less, what is used more, over a restart, too", async () => {
    const before = await explorations();
    const [liked = ""] = newcomers.filter((id) => before(id) === 0);
    const passed = newcomers.filter((id) => before(id) > 0);
    expect([liked === "", passed.length > 0]).toEqual([false, true]);
    for (let time = 0; time < 30; time++) await put({ itemId: "cat1", impression: passed });
    for (let time = 0; time < 5; time++) await put({ itemId: liked, impression: [liked] }, "one-visitor");
    await shop.restart();
    const after = await explorations();
    expect(after(liked)).toBeGreaterThan(0);
    const sum = (of: (id: string) => number) => passed.reduce((all, id) => all + of(id), 0);
    expect(sum(after)).toBeLessThan(sum(before) / 2);
  }, 60_000);
});
