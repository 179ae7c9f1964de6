import { describe, expect, it } from "@jest/globals";
import { pointerKey, shardKey, shardOf } from "@millrace/core/domain/batch-lists";
import { placesOf } from "../../../functions/recommend/ask.ts";
import { batchLists } from "../../../functions/recommend/batch-lists.ts";
import { ladder } from "../../../functions/recommend/ladder.ts";
import { bodyOf } from "./given.ts";
import { answer } from "../../../functions/recommend/answer.ts";

const shards: Record<string, unknown> = {
  [pointerKey("home")]: { run: "2026-11-21", model: "v1", madeAt: 5, users: 1 },
  [shardKey("home", "2026-11-21", shardOf("kim"))]: { kim: ["p1", "p2", "p3", "p4"] },
};
const home = { campaign: "personal", needs: "user" as const, limit: 3, metadata: [] };
const placements = { home, campaignless: { ...home, campaign: undefined } };
const batch = [
  { name: "home", placement: "home" },
  { name: "home", placement: "campaignless" },
] as Parameters<typeof placesOf>[0]["batch"];

const aLadder = (objects = shards) => {
  const failures: string[] = [];
  const onFailure = (rung: string) => void failures.push(rung);
  const lake = { getJson: async <T>(key: string) => objects[key] as T | undefined };
  const climb = ladder({
    liveModel: async () => undefined,
    askCampaign: async () => undefined,
    batchList: batchLists(
      lake,
      () => 1000,
      () => onFailure("batch"),
    ),
    cache: { get: async () => undefined, put: async () => undefined },
    popular: async () => undefined,
    builtIn: ["b1"],
    newId: () => "id",
    now: () => 1000,
    onFailure,
  });
  const places = placesOf({ placements, batch });
  const ask = (placement: string, user: string) =>
    climb({ placement, place: places[placement] ?? home, user, limit: 3 });
  return { ask, failures };
};

describe("a list that was made for many at once", () => {
  it.each(["home", "campaignless"])(
    "is shown on %s when no campaign answers, and says who made it",
    async (placement) => {
      const { ask } = aLadder();
      const outcome = await ask(placement, "kim");
      const body = bodyOf(answer({ placement, place: home, limit: 3 }, outcome, undefined));
      expect(body).toMatchObject({
        source: "batch",
        model: "v1",
        items: [
          { item_id: "p1", position: 1 },
          { item_id: "p2", position: 2 },
          { item_id: "p3", position: 3 },
        ],
      });
    },
  );

  it.each(["lee", "__proto__", "constructor"])("is nobody else's: %s gets what everybody gets", async (user) => {
    expect((await aLadder().ask("home", user)).source).toBe("built-in");
  });

  it("is stepped over when the lake fails", async () => {
    const broken = new Proxy(shards, {
      get() {
        throw new Error("no lake");
      },
    });
    const { ask, failures } = aLadder(broken);
    expect((await ask("home", "kim")).source).toBe("built-in");
    expect(failures).toContain("batch");
  });
});
