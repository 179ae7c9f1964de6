import { PutEventsCommand, type Event } from "@aws-sdk/client-personalize-events";
import { GetRecommendationsCommand, type PredictedItem } from "@aws-sdk/client-personalize-runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { State } from "../../../../local/kernel/state.ts";
import { PassedOver } from "../../../../local/services/personalize/data/passed-over.ts";
import { type Shop, aShop, arnOf, interactionsCsv, itemsCsv } from "./a-shop.ts";

describe("what a visitor was shown and passed over", () => {
  let shop: Shop;
  let trackingId: string | undefined;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions", "INTERACTIONS", interactionsCsv());
    await shop.import("items", "ITEMS", itemsCsv());
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
    trackingId = await shop.tracker();
  }, 120_000);
  afterAll(() => shop.cloud.close());

  const put = (userId: string, event: Partial<Event>) => {
    const eventList = [{ eventType: "View", sentAt: new Date(shop.cloud.clock.now()), ...event }];
    return shop
      .clients()
      .events.send(new PutEventsCommand({ trackingId, userId, sessionId: `session-of-${userId}`, eventList }));
  };
  const asked = async (userId: string) => {
    const request = { campaignArn: arnOf("campaign", "personal"), userId, numResults: 40 };
    const { itemList = [], recommendationId } = await shop
      .clients()
      .runtime.send(new GetRecommendationsCommand(request));
    return { list: itemList, ids: itemList.map(({ itemId = "" }) => itemId), recommendationId };
  };
  const placeOf = (id: string, { ids }: { ids: string[] }) => ids.indexOf(id);
  const scoreOf = (id: string, { list }: { list: PredictedItem[] }) =>
    list.find(({ itemId }) => itemId === id)?.score ?? 0;

  it("weighs less in their next answers, over a restart too, and in nobody else's", async () => {
    const [before, others] = [await asked("u1"), await asked("u3")];
    const [first = "", second = ""] = before.ids;
    for (let time = 0; time < 3; time++) await put("u1", { eventType: "Shown", impression: [first] });
    const after = await asked("u1");
    const ratio = (answer: typeof after) => scoreOf(first, answer) / scoreOf(second, answer);
    expect(ratio(after)).toBeLessThan(ratio(before) * 0.6);
    expect(placeOf(first, after)).toBeGreaterThanOrEqual(placeOf(first, before));
    expect((await asked("u3")).list).toEqual(others.list);
    await shop.restart();
    expect((await asked("u1")).list).toEqual(after.list);
    for (let time = 0; time < 8; time++) await put("u1", { eventType: "Shown", impression: [first] });
    expect(placeOf(first, await asked("u1"))).toBeGreaterThan(placeOf(first, before));
  });

  it("is told by the recommendationId of the list as well; what was used of it is not passed over, first or later", async () => {
    // Visitors twenty apart have the same past.
    const answer = await asked("u5");
    expect(answer.list).toEqual((await asked("u25")).list);
    const [passed = "", used = "", usedLater = ""] = answer.ids;
    const { recommendationId } = answer;
    for (const itemId of [used, usedLater]) {
      await put("u5", { itemId, recommendationId });
      await put("u25", { itemId });
    }
    const [told, untold] = [await asked("u5"), await asked("u25")];
    const weight = (id: string) => scoreOf(id, told) / scoreOf(id, untold);
    expect(weight(passed)).toBeLessThan(weight(used) * 0.8);
    expect(weight(usedLater) / weight(used)).toBeCloseTo(1, 3);
  });

  it("counts in full again once it is used, wherever it was found", async () => {
    const [passed = ""] = (await asked("u7")).ids;
    for (let time = 0; time < 3; time++) await put("u7", { eventType: "Shown", impression: [passed] });
    expect((await asked("u7")).list).not.toEqual((await asked("u27")).list);
    await put("u7", { itemId: passed });
    await put("u27", { itemId: passed });
    expect((await asked("u7")).list).toEqual((await asked("u27")).list);
  });
});

describe("what is kept of what was passed over", () => {
  it("has a bound; what was shown longest ago goes first", () => {
    const state = new State(join(mkdtempSync(join(tmpdir(), "passed-")), "state"));
    const passed = new PassedOver(state, 2000);
    const show = (visitor: string) =>
      passed.show({ groupArn: "group", visitor, itemId: undefined }, new Set(["a", "b"]));
    const count = () =>
      Number(state.database.prepare("select count(*) as rows from personalize_passed").get()?.["rows"]);
    state.transaction(() => {
      show("returning");
      for (let visitor = 0; visitor < 3000; visitor++) {
        show(`v${visitor}`);
        if (visitor % 500 === 0) show("returning");
      }
    });
    expect(count()).toBeLessThanOrEqual(3000);
    expect(passed.weights("group", "v0")).toBeUndefined();
    expect(passed.weights("group", "v2999")?.size).toBe(2);
    expect(passed.weights("group", "returning")?.get("a")).toBeLessThan(0.5);
    state.close();
  });
});
