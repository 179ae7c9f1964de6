import { describe, expect, it } from "@jest/globals";
import type { Component } from "../../../../local/recommender/components/component.ts";
import { START } from "../../../../local/recommender/components/settings.ts";
import { Candidates, type CandidateRules } from "../../../../local/recommender/hybrid/candidates.ts";
import { componentsOf, countAll } from "../../../../local/recommender/hybrid/knowledge.ts";
import { InteractionsBuilder } from "../../../../local/recommender/interactions.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";

const builder = new InteractionsBuilder();
const random = randomFrom(7);
for (let visitor = 0; visitor < 400; visitor++)
  for (let step = 0; step < 6; step++) builder.add(`v${visitor}`, `i${Math.floor(120 * random() ** 2)}`, step);
const all = builder.build();
const counted = countAll(all, START, { repeats: true, typeWeights: undefined });
const history = { item: [3, 5, 8], type: [0, 0, 0] };

/** Names these items, the first one the most strongly. */
const naming = (name: string, items: readonly number[]): Component => ({
  name,
  score: (_, board) => items.forEach((item, at) => board.add(item, items.length - at)),
});

const gathered = (components: readonly Component[], rules: Partial<CandidateRules>, longest?: number) => {
  const candidates = new Candidates(components, counted.facts, { each: 20, popular: 0, repeats: false, ...rules });
  candidates.gather(history, longest);
  return Array.from(candidates.items.subarray(0, candidates.count));
};

describe("candidates", () => {
  it("kept of many are those that several components name, and name early", () => {
    const components = [naming("one", [10, 11, 12, 13]), naming("other", [20, 12, 21, 22])];
    expect(gathered(components, { most: 3 })).toEqual([12, 10, 20]);
    expect(gathered(components, {}).toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13, 20, 21, 22]);
  });

  it("are no fewer than the list that is wanted", () => {
    const components = [naming("one", [10, 11, 12, 13]), naming("other", [20, 12, 21, 22])];
    expect(gathered(components, { most: 3 }, 6)).toHaveLength(6);
    expect(gathered(components, { each: 2, most: 3 }, 6)).toHaveLength(6);
  });

  it("of the visitor's own compete whatever the components name", () => {
    expect(gathered([naming("one", [10, 11, 12])], { most: 1, repeats: true })).toEqual([10, 8, 5, 3]);
  });

  it("are the same whether two steps are gone from the scores at hand or alone", () => {
    const [near, , , twoSteps] = componentsOf(counted, START);
    if (!near || twoSteps?.name !== "two steps") throw new Error("two steps have moved");
    const alone: Component = { name: "alone", score: (asked, board) => twoSteps.score(asked, board) };
    expect(gathered([near, twoSteps], { each: 100 })).toEqual(gathered([near, alone], { each: 100 }));
  });
});
