import { describe, expect, it } from "@jest/globals";
import { countEvidence } from "../../../../local/recommender/components/count-evidence.ts";
import { occurrencesOf } from "../../../../local/recommender/components/count-pairs.ts";
import { AFTER, BEFORE, COUNTS, type Evidence, NEAR, NEXT } from "../../../../local/recommender/components/evidence.ts";
import { mergeEvidence } from "../../../../local/recommender/components/evidence-builder.ts";
import { type Interactions, InteractionsBuilder } from "../../../../local/recommender/interactions.ts";

function used(...histories: string[]): Interactions {
  const builder = new InteractionsBuilder();
  for (const id of "abcd") builder.addItem(id);
  for (const [user, history] of histories.entries())
    for (const [at, item] of history.split("").entries()) builder.add(`u${user}`, item, at);
  return builder.build();
}

const count = (all: Interactions, repeats = false) => countEvidence(all, occurrencesOf(all), repeats);

/** What is counted from one item to another. */
function between({ offsets, item, counts }: Evidence, from: number, to: number) {
  const at = item.subarray(0, offsets[from + 1]).indexOf(to, offsets[from]);
  const [next, after, before, near] = [NEXT, AFTER, BEFORE, NEAR].map((each) => counts[at * COUNTS + each]);
  return at === -1 ? undefined : { next, after, before, near };
}

describe("the evidence of pairs", () => {
  it("tells what came right after, at any distance after, and before", () => {
    const evidence = count(used("abc", "cab", "ac"));
    expect(between(evidence, 0, 1)).toEqual({ next: 2, after: 2, before: 0, near: 2 });
    expect(between(evidence, 0, 2)).toEqual({ next: 1, after: 2, before: 1, near: Math.fround(1.8) });
    expect(between(evidence, 2, 1)).toEqual({ next: 0, after: 1, before: 1, near: Math.fround(0.8) });
    expect(between(evidence, 0, 3)).toBeUndefined();
  });

  it("counts an item that follows itself where visitors come back, and not elsewhere", () => {
    expect(between(count(used("aab")), 0, 0)).toBeUndefined();
    expect(between(count(used("aab"), true), 0, 0)).toEqual({ next: 1, after: 1, before: 0, near: 1 });
  });

  it("merged from two parts is that of the whole", () => {
    const merged = mergeEvidence(count(used("abc", "bd")), count(used("abd", "ca")), 100);
    const whole = count(used("abc", "bd", "abd", "ca"));
    for (let from = 0; from < 4; from++)
      for (let to = 0; to < 4; to++) expect(between(merged, from, to)).toEqual(between(whole, from, to));
  });

  it("keeps the neighbours with the most pairs", () => {
    const merged = mergeEvidence(count(used("abab", "ac")), count(used("ad", "ad")), 2);
    expect(merged.item.subarray(0, merged.offsets[1])).toEqual(Uint32Array.of(1, 3));
  });
});
