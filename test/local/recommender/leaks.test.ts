import { describe, expect, it } from "@jest/globals";
import { onlyEvents } from "../../../local/recommender/cases.ts";
import { evaluate, LIST_LENGTH } from "../../../local/recommender/evaluate.ts";
import { holdOut } from "../../../local/recommender/hold-out.ts";
import { countAll } from "../../../local/recommender/hybrid/knowledge.ts";
import { learn, listerOf } from "../../../local/recommender/hybrid/learn.ts";
import { type Interactions, InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { randomFrom } from "../../../local/recommender/random.ts";
import { train } from "../../../local/recommender/train.ts";

const ndcg = "normalized_discounted_cumulative_gain_at_25";

/** 160 visitors walk along one of eight lines of 30 items. `shuffled`: each event's item is somebody else's, drawn from all. */
function walkers(isShuffled: boolean): Interactions {
  const random = randomFrom(7);
  const steps: [user: string, item: string, at: number][] = [];
  for (let user = 0; user < 160; user++) {
    const start = Math.floor(random() * 30);
    for (let step = 0; step < 12; step++) steps.push([`u${user}`, `line${user % 8}-${(start + step) % 30}`, step]);
  }
  const items = steps.map(([, item]) => item);
  if (isShuffled)
    for (let at = items.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [items[at], items[other]] = [items[other] ?? "", items[at] ?? ""];
    }
  const builder = new InteractionsBuilder();
  for (const [at, [user, , time]] of steps.entries()) builder.add(user, items[at] ?? "", time, "View");
  return builder.build();
}

/** Learned and counted on `known`, asked of the held-out visitors of `all`. */
function worthWhenCountedOn(all: Interactions, known: (train: Interactions) => Interactions): number {
  const test = holdOut(all, 0.2, 1);
  const part = known(test.train);
  const learned = learn(part, {
    cut: { kind: "users", share: 0.2, most: 1000, seed: 3 },
    judge: { depth: 25 },
    seed: 1,
  });
  const lister = listerOf(countAll(part, learned.settings, { repeats: true, typeWeights: undefined }), learned);
  return evaluate((history) => lister.list(history, LIST_LENGTH).items, test.cases, [], all.items.length)[ndcg];
}

describe("the hold-out", () => {
  it("leaves a model of shuffled data nothing to find: it is no better than popularity", () => {
    const shuffled = walkers(true);
    const popular = train(shuffled, "popular").metrics[ndcg];
    expect(train(shuffled, "personal").metrics[ndcg]).toBeLessThan(popular + 0.05);
    expect(train(walkers(false), "personal").metrics[ndcg]).toBeGreaterThan(0.5);
  }, 60_000);

  it("would show a leak: test events planted among the training's raise a shuffled model far above popularity", () => {
    const shuffled = walkers(true);
    const honest = worthWhenCountedOn(shuffled, (part) => part);
    const leaking = worthWhenCountedOn(shuffled, () => shuffled);
    expect(leaking).toBeGreaterThan(honest + 0.2);
  }, 60_000);

  it("asks only about events that the training part does not have", () => {
    const all = walkers(false);
    const { train: part, cases } = holdOut(all, 0.2, 1);
    const asked = cases.reduce((sum, { history, relevant }) => sum + history.item.length + relevant.size, 0);
    expect(part.item.length + asked).toBe(all.item.length);
    expect(onlyEvents(all, () => true)).toEqual(all);
  });
});
