import { GetSolutionMetricsCommand, UpdateSolutionCommand } from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomFrom } from "../../../../local/recommender/random.ts";
import { type Shop, aShop, arnOf } from "./a-shop.ts";

/** 150 visitors watch the starts of aisles; most then watch `seen`, to a fifth, some buy `bought`, and few watch `ended` to the end. */
function watchersCsv(): string {
  const random = randomFrom(2);
  const lines = ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"];
  for (let user = 0; user < 150; user++)
    for (let step = 0, at = 1_700_000_000 + user; step < 8; step++, at += 1000) {
      const aisle = Math.floor(random() * 8);
      lines.push(`u${user},start${aisle},${at},Watch,0.9`);
      const drawn = random();
      if (drawn < 0.6) lines.push(`u${user},seen${aisle},${at + 1},Watch,0.2`);
      else if (drawn < 0.85) lines.push(`u${user},bought${aisle},${at + 1},Purchase,`);
      else lines.push(`u${user},ended${aisle},${at + 1},Watch,0.5`);
    }
  return lines.join("\n");
}

describe("the configuration of events", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("watchers", "INTERACTIONS", watchersCsv());
  }, 120_000);
  afterAll(() => shop.cloud.close());

  const withEvents = (eventParametersList: Record<string, unknown>[]) => ({
    solutionConfig: { eventsConfig: { eventParametersList } },
  });
  const served = async (name: string, recipe: string, events: Record<string, unknown>[]) => {
    await shop.solution(name, recipe, withEvents(events));
    expect((await shop.train(name, "v1")).status).toBe("ACTIVE");
    await shop.campaign(name, arnOf("solution", `${name}/v1`));
    const asked = { solutionVersionArn: arnOf("solution", `${name}/v1`) };
    return (await shop.clients().control.send(new GetSolutionMetricsCommand(asked))).metrics ?? {};
  };

  it("learns from the types it names alone, and from values that reach their threshold", async () => {
    await served("watched", "aws-popularity-count", [{ eventType: "Watch", eventValueThreshold: 0.5 }]);
    const list = await shop.recommended("watched", { userId: "u1", numResults: 40 });
    const kinds = list.map(({ itemId = "" }) => itemId.replace(/\d+$/, ""));
    expect(kinds.slice(0, 16)).toEqual([...Array(8).fill("start"), ...Array(8).fill("ended")]);
    expect(kinds.slice(16)).toEqual([]);
  }, 60_000);

  it("weighs purchases up, by ratio alone, and tells the metric that weighs them", async () => {
    const types = (watch: number, purchase: number) => [
      { eventType: "Watch", weight: watch },
      { eventType: "Purchase", weight: purchase },
    ];
    const metrics = await served("even", "aws-user-personalization-v2", types(1, 1));
    const heavy = await served("heavy", "aws-user-personalization-v2", types(0.03, 0.6));
    const doubled = await served("doubled", "aws-user-personalization-v2", types(0.05, 1));
    const better = async (name: string) => {
      const list = await shop.recommended(name, { userId: "u7", numResults: 32 });
      const placeOf = (kind: string) =>
        list.flatMap(({ itemId }, at) => (itemId?.startsWith(kind) ? [at] : [])).reduce((a, b) => a + b, 0);
      return placeOf("seen") < placeOf("bought") ? "seen" : "bought";
    };
    expect([await better("even"), await better("heavy")]).toEqual(["seen", "bought"]);
    expect(doubled).toEqual(heavy);
    const weighted = [5, 10, 25].map((k) => `normalized_discounted_cumulative_gain_with_event_weights_at_${k}`);
    expect(Object.keys(heavy)).toEqual(expect.arrayContaining(weighted));
    expect(metrics[weighted[2] ?? ""]).toBeCloseTo(metrics["normalized_discounted_cumulative_gain_at_25"] ?? 0, 10);
  }, 90_000);

  it.each<[why: string, recipe: string, events: Record<string, unknown>[]]>([
    ["a type twice", "aws-user-personalization-v2", [{ eventType: "Watch" }, { eventType: "Watch" }]],
    ["weights of a recipe that has none", "aws-similar-items", [{ eventType: "Watch", weight: 0.5 }]],
    ["a weight above one", "aws-user-personalization-v2", [{ eventType: "Watch", weight: 1.5 }]],
    ["nothing but noughts", "aws-user-personalization-v2", [{ eventType: "Watch", weight: 0 }]],
    ["no type", "aws-user-personalization-v2", [{ weight: 1 }]],
    ["more than ten types", "aws-popularity-count", Array.from({ length: 11 }, (_, n) => ({ eventType: `t${n}` }))],
  ])("refuses %s", async (_, recipe, events) => {
    await expect(shop.solution("bad", recipe, withEvents(events))).rejects.toMatchObject({
      name: expect.stringMatching(/InvalidInput|Validation/),
    });
  });

  it("is checked when it is updated, too", async () => {
    const eventParametersList = [{ eventType: "Watch", weight: 0 }];
    const solutionUpdateConfig = { eventsConfig: { eventParametersList } };
    await shop.solution("updated", "aws-user-personalization-v2");
    const update = new UpdateSolutionCommand({ solutionArn: arnOf("solution", "updated"), solutionUpdateConfig });
    await expect(shop.clients().control.send(update)).rejects.toMatchObject({ name: "InvalidInputException" });
  });
});
