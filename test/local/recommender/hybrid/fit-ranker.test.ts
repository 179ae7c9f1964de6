import { describe, expect, it } from "@jest/globals";
import { fitRanker } from "../../../../local/recommender/hybrid/fit-ranker.ts";
import { type Ranker, RankerScoring } from "../../../../local/recommender/hybrid/ranker.ts";
import type { RankingCases } from "../../../../local/recommender/hybrid/ranking-cases.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";

const LIST = 10;

/**
 * Of ten candidates the one with the highest second number is wanted when the query says so, else the one with the lowest.
 * `size`: what that number is multiplied by; the first says nothing.
 */
function cases(count: number, size: number): RankingCases {
  const random = randomFrom(11);
  const rows = Float32Array.from({ length: count * LIST * 2 }, (_, at) => random() * (at % 2 === 1 ? size : 1));
  const queries = Float32Array.from({ length: count }, () => (random() < 0.5 ? 1 : -1));
  const isRelevant = new Uint8Array(count * LIST);
  for (let each = 0; each < count; each++) {
    const values = Array.from(
      { length: LIST },
      (_, at) => (rows[(each * LIST + at) * 2 + 1] ?? 0) * (queries[each] ?? 0),
    );
    isRelevant[each * LIST + values.indexOf(Math.max(...values))] = 1;
  }
  const offsets = Array.from({ length: count + 1 }, (_, each) => each * LIST);
  return { features: 2, queryFeatures: 1, offsets, rows, queries, isRelevant };
}

const fit = { hidden: 6, epochs: 12, rate: 0.02, batch: 16, decay: 0, seed: 1 };

/** The share of cases in which the wanted one is put first. */
function found(ranker: Ranker, { rows, queries, isRelevant }: RankingCases): number {
  const scoring = new RankerScoring(ranker);
  let hits = 0;
  for (let each = 0; each < queries.length; each++) {
    scoring.score(rows.subarray(each * LIST * 2, (each + 1) * LIST * 2), LIST, queries.subarray(each, each + 1));
    const scores = Array.from(scoring.scores.subarray(0, LIST));
    hits += isRelevant[each * LIST + scores.indexOf(Math.max(...scores))] ?? 0;
  }
  return hits / queries.length;
}

describe("a fitted ranker", () => {
  it("lets the query turn what a candidate's numbers mean", () => {
    const ranker = fitRanker(cases(1500, 1), fit);
    expect(found(ranker, cases(1500, 1))).toBeGreaterThan(0.8);
    const { ofQuery: _, ...deaf } = ranker;
    expect(found(deaf, cases(1500, 1))).toBeLessThan(0.7);
  });

  it("learns as well from small and large numbers, and serves numbers as they come", () => {
    for (const size of [0.001, 1000])
      expect(found(fitRanker(cases(1500, size), fit), cases(1500, size))).toBeGreaterThan(0.8);
  });

  it("is the same for the same cases and seed", () => {
    expect(fitRanker(cases(100, 1), fit)).toEqual(fitRanker(cases(100, 1), fit));
  });
});
