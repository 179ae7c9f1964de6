import { describe, expect, it } from "@jest/globals";
import { type Interactions, InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { loadModel } from "../../../local/recommender/load.ts";
import { bytesFor, DoesNotFit } from "../../../local/recommender/memory.ts";
import { MODEL_VERSION } from "../../../local/recommender/model-file.ts";
import { pack } from "../../../local/recommender/packed.ts";
import { train } from "../../../local/recommender/train.ts";

/** Visitors walk along line a or b; two new items of each line exist that nobody has touched. */
function aShop(): { all: Interactions; kinds: (string | null)[] } {
  const builder = new InteractionsBuilder();
  for (let user = 0; user < 80; user++)
    for (let step = 0; step < 8; step++)
      builder.add(`u${user}`, `${user % 2 === 0 ? "a" : "b"}${(user + step) % 10}`, 1000 + step * 3600, "View");
  for (const id of ["a-new", "a-newer", "b-new", "b-newer"]) builder.addItem(id);
  const all = builder.build();
  return { all, kinds: all.items.map((id) => id.slice(0, 1)) };
}

describe("a trained model", () => {
  const { all, kinds } = aShop();
  const { model } = train(all, "personal", { columns: [{ name: "KIND", values: kinds }] });

  it("gives explored items a reason and no score, after the visitor's taste, and as many as the weight says", () => {
    const exploration = { weight: 1, ageDays: 30, seed: 5 };
    const list = model.recommend({ userId: "u1", limit: 4, exploration });
    const explored = list.filter(({ reason }) => reason === "Exploration");
    expect(list).toHaveLength(4);
    expect(explored.length).toBeGreaterThan(0);
    expect(explored.length).toBeLessThanOrEqual(2);
    expect(
      explored.every(
        ({ itemId, score }) => itemId.endsWith("new") || (itemId.endsWith("newer") && score === undefined),
      ),
    ).toBe(true);
    expect(list[0]?.reason).toBeUndefined();
    expect(model.recommend({ userId: "u1", limit: 4, exploration })).toEqual(list);
    const none = model.recommend({ userId: "u1", limit: 4, exploration: { ...exploration, weight: 0 } });
    expect(none.some(({ reason }) => reason === "Exploration")).toBe(false);
  });

  it("knows a new item from new visitors' sessions without training, and what was folded in is not saved", () => {
    const session = (visitor: string) => ({
      visitor,
      events: [
        { itemId: "a3", eventType: "View" },
        { itemId: "c-hit", eventType: "View" },
      ],
    });
    const fresh = model.withSessions(Array.from({ length: 20 }, (_, n) => session(`v${n}`)));
    const live = [{ itemId: "a3", eventType: "View", seconds: 9e5 }];
    const ids = (of: typeof model) => of.recommend({ userId: "visitor", live, limit: 10 }).map(({ itemId }) => itemId);
    expect(ids(model)).not.toContain("c-hit");
    expect(ids(fresh)).toContain("c-hit");
    expect(fresh.save().equals(model.save())).toBe(true);
  });

  it("scores a list with a softmax: the scores of a ranking sum to one, unknown items have none", () => {
    const ranked = model.rank({ userId: "u1" }, ["a1", "b1", "nobody's", "b2"]);
    expect(ranked.reduce((sum, { score = 0 }) => sum + score, 0)).toBeCloseTo(1, 6);
    expect(ranked.at(-1)).toEqual({ itemId: "nobody's" });
  });

  it("scores what it ranks by shares of one, and says of everything else why it is there", () => {
    const list = model.recommend({ userId: "u1", limit: 100 });
    expect(new Set(list.map(({ itemId }) => itemId)).size).toBe(all.items.length - 8); // nobody comes back to an item here
    const scored = list.filter(({ score }) => score !== undefined);
    expect(scored.reduce((sum, { score = 0 }) => sum + score, 0)).toBeCloseTo(1, 6);
    expect(scored.every(({ score = 0 }, at) => score > 0 && score <= (scored[at - 1]?.score ?? 1))).toBe(true);
    expect(scored.some(({ reason }) => reason !== undefined)).toBe(false);
    const others = list.filter(({ score }) => score === undefined);
    expect(new Set(others.map(({ reason }) => reason))).toEqual(new Set(["Popular item"]));
    for (const kind of ["related", "sims", "popular", "trending"] as const) {
      const unscored = train(all, kind).model.recommend({ itemId: "a1", userId: "u1", limit: 5 });
      expect(unscored.every(({ score, reason }) => score === undefined && reason === undefined)).toBe(true);
    }
  });

  it("refuses a file of an older version or with a changed byte, and says what to do", () => {
    const file = model.save();
    const changed = Buffer.from(file);
    changed[file.length - 100] = (changed[file.length - 100] ?? 0) ^ 1;
    expect(() => loadModel(changed)).toThrow("train a new solution version");
    expect(() => loadModel(pack({ version: MODEL_VERSION - 1 }, {}))).toThrow(
      `of version ${MODEL_VERSION - 1}, this program reads ${MODEL_VERSION}: train a new solution version`,
    );
  });

  it("says before it starts that the data will not fit, and what to choose instead", () => {
    expect(() => train(all, "personal", { memory: 1e6 })).toThrow(DoesNotFit);
    expect(() => train(all, "personal", { memory: 1e6 })).toThrow("aws-similar-items");
    expect(bytesFor({ interactions: 20e6, users: 1e6, items: 50_000 }, "personal")).toBeLessThan(8 * 2 ** 30);
  });

  it("stops when whoever listens to the progress throws", () => {
    const stop = () => {
      throw new Error("enough");
    };
    expect(() => train(all, "personal", { onProgress: stop })).toThrow("enough");
  });

  it("finds what is trending now, not what always was popular", () => {
    const builder = new InteractionsBuilder();
    for (let user = 0; user < 200; user++) builder.add(`u${user}`, "classic", 100_000 + user, "View");
    for (let user = 0; user < 30; user++) builder.add(`u${user}`, "hit", 999_000 + user, "View");
    const trending = train(builder.build(), "trending", { trendSeconds: 3600 }).model;
    expect(trending.recommend({ limit: 2 })).toEqual([{ itemId: "hit" }, { itemId: "classic" }]);
  });

  it("counts events as much as they weigh", () => {
    const builder = new InteractionsBuilder();
    for (let user = 0; user < 60; user++) {
      builder.add(`u${user}`, "asked", user * 10, "View");
      builder.add(`u${user}`, user % 3 === 0 ? "bought" : "seen", user * 10 + 1, user % 3 === 0 ? "Purchase" : "View");
    }
    const first = (weightOf?: (type: string) => number) =>
      train(builder.build(), "sims", { popularityDiscount: 0, ...(weightOf && { weightOf }) }).model.recommend({
        itemId: "asked",
        limit: 1,
      });
    expect(first()).toEqual([{ itemId: "seen" }]);
    expect(first((type) => (type === "Purchase" ? 1 : 0.1))).toEqual([{ itemId: "bought" }]);
  });
});
