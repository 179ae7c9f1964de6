import { describe, expect, it } from "@jest/globals";
import { array, assert, double, integer, nat, oneof, property } from "fast-check";
import { holdOut } from "../../../local/recommender/hold-out.ts";
import { type Interactions, InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { loadInteractions, saveInteractions } from "../../../local/recommender/interactions-file.ts";
import { loadModel } from "../../../local/recommender/load.ts";
import { Scoreboard } from "../../../local/recommender/components/scoreboard.ts";
import { uniqueUsers } from "../../../local/recommender/popularity.ts";
import { train } from "../../../local/recommender/train.ts";

/** Visitors walk along one of two lines of ten items. */
function walkers(users = 60): Interactions {
  const builder = new InteractionsBuilder();
  for (let user = 0; user < users; user++) {
    for (let step = 0; step < 8; step++) {
      builder.add(
        `u${user}`,
        `${user % 2 === 0 ? "a" : "b"}${(user + step) % 10}`,
        1000 + step,
        step === 7 ? "Purchase" : "View",
      );
    }
  }
  builder.add("fan", "a0", 1, "View");
  for (let again = 0; again < 500; again++) builder.add("fan", "a0", 2 + again, "View");
  return builder.build();
}

describe("the recommender", () => {
  it("counts visitors, not visits, for popularity", () => {
    const all = walkers();
    const counts = uniqueUsers(all);
    const most = Math.max(...counts);
    expect(counts[all.items.indexOf("a0")]).toBeLessThanOrEqual(most);
    expect(most).toBeLessThan(60);
  });

  it("finds what comes next on a visitor's line", () => {
    const { model, metrics } = train(walkers(), "related");
    const [next] = model.recommend({ itemId: "b3", limit: 3 });
    expect(next).toEqual({ itemId: "b4" });
    expect(metrics.mean_reciprocal_rank_at_25).toBeGreaterThan(0.5);
  });

  it("lets a live event change an unknown visitor's list at once", () => {
    const { model } = train(walkers(), "personal");
    const live = [{ itemId: "b3", eventType: "View", seconds: 5000 }];
    const ids = model.recommend({ userId: "new", live, limit: 4 }).map(({ itemId }) => itemId);
    expect(ids).toContain("b4");
    expect(ids.every((id) => id.startsWith("b"))).toBe(true);
  });

  it("fills the list from what the filter leaves, untouched items last", () => {
    const builder = new InteractionsBuilder();
    builder.addAll(walkers());
    builder.addItem("never-seen");
    const { model } = train(builder.build(), "personal");
    const accepts = (id: string) => id === "b1" || id === "never-seen";
    const ids = model.recommend({ userId: "u0", limit: 25, accepts }).map(({ itemId }) => itemId);
    expect(ids).toEqual(["b1", "never-seen"]);
  });

  it("answers the same after saving and loading, and after training again", () => {
    const { model } = train(walkers(), "personal");
    const again = train(walkers(), "personal").model;
    const file = model.save();
    expect(again.save().equals(file)).toBe(true);
    const ask = { userId: "u7", limit: 10 };
    expect(loadModel(file).recommend(ask)).toEqual(model.recommend(ask));
    expect(() => loadModel(file.subarray(0, file.length - 64))).toThrow("damaged");
    expect(() => loadModel(Buffer.from("something else"))).toThrow("not a packed file");
  });

  it("asks the same visitors about every recipe, and holds out the newest tenth of their events", () => {
    const all = walkers(300);
    const { train: part, cases } = holdOut(all, 0.1, 1);
    expect(part.users.length + cases.length).toBe(all.users.length);
    expect(Math.abs(cases.length - 30)).toBeLessThan(15);
    expect(cases.every(({ history, relevant }) => history.item.length === 7 && relevant.size === 1)).toBe(true);
    expect(holdOut(all, 0.1, 1).cases).toEqual(cases);
  });

  it("keeps interactions as they were through a file", () => {
    const all = walkers(5);
    expect(loadInteractions(saveInteractions(all))).toEqual(all);
  });

  it("takes the strongest as a full sort would", () => {
    const scores = oneof(integer({ min: 1, max: 9 }), double({ min: 1e-30, max: 1e30, noNaN: true }));
    assert(
      property(array(scores, { size: "large" }), nat(60), nat(4), (given, count, refused) => {
        const values = given.map(Math.fround);
        const board = new Scoreboard(values.length);
        values.forEach((score, item) => board.add(item, score));
        const accepts = (item: number) => item % 5 !== refused;
        const sorted = values.map((_, item) => item).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
        const into = new Uint32Array(count);
        expect([...into.subarray(0, board.top(count, into))]).toEqual(sorted.slice(0, count));
        expect([...into.subarray(0, board.top(count, into, accepts))]).toEqual(sorted.filter(accepts).slice(0, count));
      }),
    );
  });

  it("puts a user's events in order of time, and those of one second as they came, however they arrive", () => {
    const builder = new InteractionsBuilder();
    for (const [user, item, time] of [
      ["b", "late", 9],
      ["a", "second", 5],
      ["b", "early", 1],
      ["a", "third", 5],
      ["a", "first", 2],
    ] as const)
      builder.add(user, item, time, "View", time);
    const { users, items, offsets, item, time } = builder.build();
    expect(users).toEqual(["b", "a"]);
    expect([...offsets]).toEqual([0, 2, 5]);
    expect(Array.from(item, (each) => items[each])).toEqual(["early", "late", "first", "second", "third"]);
    expect([...time]).toEqual([1, 9, 2, 5, 5]);
  });
});
