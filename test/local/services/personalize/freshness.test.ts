import { PutEventsCommand } from "@aws-sdk/client-personalize-events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomFrom } from "../../../../local/recommender/random.ts";
import { type Shop, aShop, arnOf } from "./a-shop.ts";

const LINE = 60;
const item = (place: number) => `item${((place % LINE) + LINE) % LINE}`;

/** Visitors follow a line of 60 items and jump to another place of it after every third. */
function jumpersCsv(): string {
  const random = randomFrom(3);
  const lines = ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"];
  for (let user = 0; user < 150; user++) {
    for (let n = 0, place = 0; n < 12; n++) {
      place = n % 4 === 0 ? Math.floor(random() * LINE) : place + 1;
      lines.push(`u${user},${item(place)},${1_700_000_000 + user * 1000 + n},View,`);
    }
  }
  return lines.join("\n");
}

describe("events sent in real time, measured through the API", () => {
  let shop: Shop;
  let trackingId: string | undefined;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("jumpers", "INTERACTIONS", jumpersCsv());
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
    trackingId = await shop.tracker();
  });
  afterAll(() => shop.cloud.close());

  const see = async (sessionId: string, seen: readonly string[], earlier = 0) => {
    for (const [n, itemId] of seen.entries()) {
      const sentAt = new Date(shop.cloud.clock.now() + (earlier + n) * 1000);
      const eventList = [{ eventType: "View", itemId, sentAt }];
      await shop.clients().events.send(new PutEventsCommand({ trackingId, sessionId, eventList }));
    }
  };

  /** Of 20 sessions of a jump and three steps, the share whose next step comes first: without the newest events, and after they were sent. */
  const hitRates = async (withheld: number): Promise<{ without: number; sent: number }> => {
    const hits = { without: 0, sent: 0 };
    for (let session = 0; session < 20; session++) {
      const id = `s${session}-${withheld}`;
      const [from, to] = [session * 3, session * 7 + 20];
      const events = [from, from + 1, to, to + 1, to + 2].map(item);
      const known = events.length - withheld;
      const isHit = async () => {
        const list = await shop.recommended("personal", { userId: id, numResults: 1 });
        return list.some(({ itemId }) => itemId === item(to + 3));
      };
      await see(id, events.slice(0, known));
      if (await isHit()) hits.without++;
      await see(id, events.slice(known), known);
      if (await isHit()) hits.sent++;
    }
    return { without: hits.without / 20, sent: hits.sent / 20 };
  };

  it("count in the very next answer: the more of the newest are withheld, the worse it is, and sending them mends it", async () => {
    const all = (await hitRates(0)).without;
    const missing = [await hitRates(1), await hitRates(2), await hitRates(3)];
    expect(all).toBeGreaterThan(0.6);
    expect(missing.map(({ sent }) => sent)).toEqual([all, all, all]);
    expect(missing[0]?.without).toBeLessThan(all);
    expect(missing[2]?.without).toBeLessThan(0.3);
    expect(missing[1]?.without).toBeLessThanOrEqual(missing[0]?.without ?? 0);
  }, 60_000);

  it("bring a new item to other visitors within two hours, without training, and over a restart", async () => {
    for (let n = 0; n < 20; n++) await see(`fan${n}`, [item(5), "just-arrived"]);
    await see("visitor", [item(5)]);
    const ids = async () =>
      (await shop.recommended("personal", { userId: "visitor", numResults: 10 })).map(({ itemId }) => itemId);
    expect(await ids()).not.toContain("just-arrived");
    await shop.minutes(121);
    expect(await ids()).toContain("just-arrived");
    await shop.restart();
    expect(await ids()).toContain("just-arrived");
  }, 60_000);
});
