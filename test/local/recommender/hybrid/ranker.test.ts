import { describe, expect, it } from "@jest/globals";
import { assert, integer, property } from "fast-check";
import { type Ranker, RankerScoring, weightsOf } from "../../../../local/recommender/hybrid/ranker.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";

/** What is computed, unit by unit. */
function scored({ features, hidden, weights }: Ranker, row: Float32Array): number {
  const biases = features + features * hidden;
  let score = 0;
  for (let f = 0; f < features; f++) score += (row[f] ?? 0) * (weights[f] ?? 0);
  for (let h = 0; h < hidden; h++) {
    let unit = weights[biases + h] ?? 0;
    for (let f = 0; f < features; f++) unit += (row[f] ?? 0) * (weights[features + f * hidden + h] ?? 0);
    score += Math.max(0, unit) * (weights[biases + hidden + h] ?? 0);
  }
  return score;
}

describe("scoring rows", () => {
  it("gives what one unit after the other gives, for every shape", () => {
    const sizes = [integer({ min: 1, max: 40 }), integer({ min: 0, max: 45 }), integer({ min: 1, max: 9 })] as const;
    assert(
      property(...sizes, integer(), (features, hidden, count, seed) => {
        const random = randomFrom(seed);
        const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
        const ranker = { features, hidden, weights: numbers(weightsOf(features, hidden)) };
        const scoring = new RankerScoring(ranker);
        for (const rows of [numbers(count * features), numbers(300 * features)]) {
          scoring.score(rows, rows.length / features);
          const plain = Array.from({ length: rows.length / features }, (_, row) =>
            scored(ranker, rows.subarray(row * features, (row + 1) * features)),
          );
          const worst = Math.max(...plain.map((score, row) => Math.abs(score - (scoring.scores[row] ?? Number.NaN))));
          expect(worst).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 60 },
    );
  });
});
