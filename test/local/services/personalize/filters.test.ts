import { CreateFilterCommand } from "@aws-sdk/client-personalize";
import { PutEventsCommand, PutItemsCommand } from "@aws-sdk/client-personalize-events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, datasetArn, groupArn, interactionsCsv, itemsCsv } from "./a-shop.ts";

describe("Personalize filters", () => {
  let shop: Shop;
  let count = 0;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions-1", "INTERACTIONS", interactionsCsv());
    await shop.import("items-1", "ITEMS", itemsCsv());
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
  });
  afterAll(() => shop.cloud.close());

  const filtered = async (
    expression: string,
    filterValues: Record<string, string> = {},
    numResults = 40,
    userId = "u1",
  ) => {
    const name = `filter-${count++}`;
    await shop.filter(name, expression);
    const asked = { userId, numResults, filterArn: arnOf("filter", name), filterValues };
    return (await shop.recommended("personal", asked)).map(({ itemId = "" }) => itemId);
  };

  it("fills the list from what is left: 12 of the 30 available, however unlikely", async () => {
    expect(await filtered('INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes")', {}, 12)).toHaveLength(12);
    const all = await filtered('include ItemID where ITEMS.available in ("yes")');
    expect(all).toHaveLength(30);
    expect(all.every((id) => Number(id.slice(3)) % 4 !== 0)).toBe(true);
  });

  it("joins conditions by AND before OR, and expressions by |", async () => {
    const cheapCats = 'INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("cat") AND Items.PRICE < 3000';
    expect((await filtered(cheapCats)).sort()).toEqual(["cat0", "cat1", "cat2"]);
    expect((await filtered(`${cheapCats} OR Items.PRICE >= 19000`)).sort()).toEqual([
      "cat0",
      "cat1",
      "cat19",
      "cat2",
      "dog19",
    ]);
    expect((await filtered(`EXCLUDE ItemID WHERE Items.AVAILABLE NOT IN ("yes") | ${cheapCats}`)).sort()).toEqual([
      "cat1",
      "cat2",
    ]);
  });

  it("takes values from the request, quotes and all", async () => {
    const expression = "INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ($KIND) AND Items.PRICE <= $MOST";
    expect((await filtered(expression, { KIND: '"cat","dog"', MOST: "0" })).sort()).toEqual(["cat0", "dog0"]);
    await expect(filtered(expression, { KIND: '"cat"' })).rejects.toMatchObject({ name: "InvalidInputException" });
    expect(await filtered("EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN ($KIND)")).toHaveLength(40);
  });

  it("excludes what the visitor bought, streamed events included", async () => {
    const expression = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")';
    const before = await filtered(expression);
    expect(before.length).toBeLessThan(40);
    const bought = before[0];
    const event = { eventType: "Purchase", itemId: bought, sentAt: new Date(shop.cloud.clock.now()) };
    const trackingId = await shop.tracker();
    await shop
      .clients()
      .events.send(new PutEventsCommand({ trackingId, sessionId: "s1", userId: "u1", eventList: [event] }));
    expect(await filtered(expression)).not.toContain(bought);
  });

  it("sees an item that PutItems changed", async () => {
    const expression = 'INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes") AND Items.PRICE = 3000';
    expect((await filtered(expression)).sort()).toEqual(["cat3", "dog3"]);
    const items = [{ itemId: "cat3", properties: '{"available":"no"}' }];
    await shop.clients().events.send(new PutItemsCommand({ datasetArn: datasetArn("ITEMS"), items }));
    expect(await filtered(expression)).toEqual(["dog3"]);
    const [row] = (
      await shop.recommended("personal", {
        userId: "u0",
        numResults: 40,
        metadataColumns: { ITEMS: ["AVAILABLE", "PRICE"] },
      })
    ).filter(({ itemId }) => itemId === "cat3");
    expect(row?.metadata).toEqual({ available: "no" });
  });

  it.each([
    ['INCLUDE ItemID WHERE Items.NO_SUCH IN ("x")', "Field NO_SUCH does not exist in the Items dataset"],
    ["INCLUDE ItemID WHERE Items.PRICE < 5 IF CurrentUser.AGE > 18", "Field AGE does not exist in the Users dataset"],
    ["INCLUDE ItemID WHERE Items.CATEGORY_L1 IN CurrentItem.NO_SUCH", "Field NO_SUCH does not exist in the Items"],
    ['INCLUDE ItemID WHERE Items.PRICE IN ("5")', "Field PRICE is of type float: IN and NOT IN match strings."],
    [
      "INCLUDE ItemID WHERE Items.CATEGORY_L1 < 5",
      "Field CATEGORY_L1 is of type string: only numbers can be compared.",
    ],
    ["EXCLUDE UserID WHERE Users.AGE > 5", "Field AGE does not exist in the Users dataset"],
    ["INCLUDE ItemID WHERE Items.PRICE ~ 5", "Invalid input symbol: ~ 5. (position 34)"],
    ["x".repeat(2501), "Member must have length less than or equal to 2500"],
  ])("refuses %s", async (filterExpression, message) => {
    const refused = shop
      .clients()
      .control.send(new CreateFilterCommand({ name: "bad", datasetGroupArn: groupArn, filterExpression }));
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });
});
