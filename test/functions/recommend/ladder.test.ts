import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Live } from "@millrace/core/domain/run";
import { aModel, aService, bodyOf, never, sourceOf, suggestions } from "./given.ts";

const home = { placement: "home", user_id: "ann" };

describe("the ladder of recommendations", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it("asks the live model with the placement's filter and columns, and shapes what it says", async () => {
    const service = aService({
      askCampaign: async () => ({
        recommendationId: "RID-1",
        items: [
          { itemId: "i1", score: 0.4, reason: ["Popular item"], metadata: { name: "연어 사료", price: "21000" } },
        ],
      }),
    });

    const answer = await service.get(home);

    expect(bodyOf(answer)).toEqual({
      recommendation_id: "RID-1",
      placement: "home",
      model: aModel().solutionVersionArn,
      source: "live",
      items: [{ item_id: "i1", position: 1, score: 0.4, reason: ["Popular item"], name: "연어 사료", price: 21_000 }],
    });
    expect(service.asked).toEqual([
      {
        campaignArn: aModel().campaignArn,
        user: "ann",
        item: undefined,
        limit: 3,
        filterArn: "arn:aws:personalize:ap-northeast-2:000000000000:filter/millrace-dev-available",
        metadata: ["NAME", "PRICE"],
      },
    ]);
  });

  it("serves the second ask from memory, and another instance's from the table", async () => {
    const service = aService();
    await service.get(home);

    expect(await sourceOf(service.get(home))).toBe("memory");
    expect(await sourceOf(service.another().get(home))).toBe("table");
    expect(service.asked).toHaveLength(1);
  });

  it("keeps visitors, limits and placements apart", async () => {
    const service = aService();
    await service.get(home);

    expect(await sourceOf(service.get({ ...home, user_id: "bob" }))).toBe("live");
    expect(await sourceOf(service.get({ ...home, limit: "2" }))).toBe("live");
    expect(await sourceOf(service.get({ placement: "product", item_id: "ann" }))).toBe("live");
  });

  it("shares an item's list among visitors", async () => {
    const service = aService();
    await service.get({ placement: "product", item_id: "i7", user_id: "ann" });

    expect(await sourceOf(service.get({ placement: "product", item_id: "i7", user_id: "bob" }))).toBe("memory");
  });

  it("asks again once a visitor's list is 30 s old", async () => {
    const service = aService();
    await service.get(home);
    service.clock.ms += 30_000;

    expect(await sourceOf(service.get(home))).toBe("live");
  });

  it("asks again at once when the page knows of a newer event, in every instance", async () => {
    const service = aService();
    await service.get({ ...home, after: "event-1" });

    expect(await sourceOf(service.get({ ...home, after: "event-2" }))).toBe("live");
    expect(await sourceOf(service.get({ ...home, last_event: "event-2" }))).toBe("memory");
    expect(await sourceOf(service.another().get({ ...home, after: "event-3" }))).toBe("live");
    expect(service.rows.size).toBe(1);
  });

  it("asks again at once when another model has been deployed", async () => {
    let version = "v1";
    const service = aService({ liveModel: async () => aModel(version) });
    await service.get(home);
    version = "v2";

    const answer = await service.get(home);

    expect(bodyOf(answer)).toMatchObject({ source: "live", model: aModel("v2").solutionVersionArn });
  });

  it("makes one call of a thousand misses at the same time", async () => {
    const service = aService();

    const answers = await Promise.all(Array.from({ length: 1000 }, () => service.get(home)));

    expect(service.asked).toHaveLength(1);
    expect(new Set(answers.map((answer) => bodyOf(answer).recommendation_id)).size).toBe(1);
  });

  it("aborts a call that takes longer than its budget, and serves what is popular", async () => {
    let aborted = false;
    const askCampaign = (_: unknown, signal: AbortSignal) => {
      signal.addEventListener("abort", () => (aborted = true));
      return never();
    };
    const service = aService({ askCampaign });

    const answer = service.get(home);
    await jest.advanceTimersByTimeAsync(400);

    expect(bodyOf(await answer)).toMatchObject({
      source: "popular",
      model: null,
      items: [
        { item_id: "pop-1", position: 1, name: "연어 사료", price: 21_000 },
        { item_id: "pop-2", position: 2 },
      ],
    });
    expect(aborted).toBe(true);
  });

  it("serves a list that is too old while a slow call renews it", async () => {
    let slow = false;
    const askCampaign = async () => {
      if (slow) await new Promise((resolve) => setTimeout(resolve, 300));
      return suggestions(slow ? "second" : "first", "i1");
    };
    const service = aService({ askCampaign });
    await service.get(home);
    service.clock.ms += 60_000;
    slow = true;

    const answer = service.get(home);
    await jest.advanceTimersByTimeAsync(150);
    expect(bodyOf(await answer)).toMatchObject({ source: "stale", recommendation_id: "first" });

    await jest.advanceTimersByTimeAsync(150);
    expect(bodyOf(await service.get(home))).toMatchObject({ source: "memory", recommendation_id: "second" });
    expect(service.asked).toHaveLength(2);
  });

  it("serves the visitor's last good list when the new model fails, also in a new instance", async () => {
    let fails = false;
    const service = aService({
      liveModel: async () => aModel(fails ? "v2" : "v1"),
      askCampaign: async () => {
        if (fails) throw new Error("campaign is down");
        return suggestions("good", "i1");
      },
    });
    await service.get(home);
    fails = true;

    expect(await sourceOf(service.get(home))).toBe("last-good");
    expect(await sourceOf(service.another().get(home))).toBe("last-good");
    expect(await sourceOf(service.get({ ...home, user_id: "stranger" }))).toBe("popular");
  });

  it("leaves the looked-at product out of a popular list", async () => {
    const service = aService({ askCampaign: async () => undefined });

    const answer = await service.get({ placement: "product", item_id: "pop-1" });

    expect(bodyOf(answer).items).toEqual([{ item_id: "pop-2", position: 1 }]);
  });

  it.each([
    ["nothing is popular yet", async () => undefined],
    ["the mart is broken", async () => JSON.parse('{"items":7}') as never],
    ["the bucket hangs", never],
  ])("serves the built-in list when %s", async (_, popular) => {
    const service = aService({ popular, liveModel: async () => undefined });

    const answer = service.get(home);
    await jest.advanceTimersByTimeAsync(500);

    expect(bodyOf(await answer)).toMatchObject({ source: "built-in", items: [{ item_id: "b1" }, {}, {}] });
    expect(service.asked).toEqual([]);
  });

  it("needs no model for the popular placement", async () => {
    const service = aService({ liveModel: never });

    expect(await sourceOf(service.get({ placement: "popular" }))).toBe("popular");
  });

  it.each([
    ["absent", async () => undefined],
    ["failing", () => Promise.reject(new Error("throttled"))],
    ["hanging", never],
  ])("serves the live model's list when the cache table is %s", async (_, get) => {
    const service = aService({ cache: { get, put: get } });

    const answer = service.get(home);
    await jest.advanceTimersByTimeAsync(150);

    expect(await sourceOf(answer)).toBe("live");
  });

  it.each([
    ["no items", { items: [] }],
    ["items of another shape", { items: ["i1"] }],
    ["no model", { model: undefined }],
  ])("does not believe a cached row with %s", async (_, harm) => {
    const service = aService();
    await service.get(home);
    for (const [key, row] of service.rows) service.rows.set(key, { ...row, ...harm } as never);

    expect(await sourceOf(service.another().get(home))).toBe("live");
  });

  it("spares a campaign that failed five times in a row, and tries it again after ten seconds", async () => {
    let fails = true;
    const service = aService({
      askCampaign: async () => {
        if (fails) throw new Error("down");
        return suggestions("back", "i1");
      },
    });
    const ask = (visitor: number) => sourceOf(service.get({ ...home, user_id: `u${visitor}` }));
    for (let visitor = 0; visitor < 8; visitor += 1) expect(await ask(visitor)).toBe("popular");
    expect(service.asked).toHaveLength(5);

    fails = false;
    service.clock.ms += 9_999;
    expect(await ask(8)).toBe("popular");
    service.clock.ms += 1;
    expect(await ask(9)).toBe("live");
    expect(await ask(10)).toBe("live");
  });

  it("goes on with one campaign while another rests", async () => {
    const service = aService({
      askCampaign: async ({ campaignArn }) => {
        if (campaignArn.endsWith("personal")) throw new Error("down");
        return suggestions("similar", "i1");
      },
    });
    for (let visitor = 0; visitor < 6; visitor += 1) await service.get({ ...home, user_id: `u${visitor}` });

    expect(await sourceOf(service.get({ placement: "product", item_id: "i9" }))).toBe("live");
  });

  it("serves the last good list when the ledger hangs", async () => {
    let model: () => Promise<Live> = async () => aModel();
    const service = aService({ liveModel: () => model() });
    await service.get(home);
    model = never;

    const answer = service.get(home);
    await jest.advanceTimersByTimeAsync(1_000);

    expect(await sourceOf(answer)).toBe("last-good");
  });
});
