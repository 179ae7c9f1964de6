import type { Ranker } from "../../local/recommender/hybrid/ranker.ts";

/** What `RankerScoring` computes, without vectors: what it is measured against. Features that are nought cost nothing. */
export class PlainScoring {
  readonly scores = new Float32Array(1000);
  readonly #ranker: Ranker;
  readonly #unit: Float32Array;

  constructor(ranker: Ranker) {
    this.#ranker = ranker;
    this.#unit = new Float32Array(ranker.hidden);
  }

  score(rows: Float32Array, count: number): void {
    const { features, hidden, weights } = this.#ranker;
    const unit = this.#unit;
    const biases = features + features * hidden;
    for (let row = 0; row < count; row++) {
      let score = 0;
      for (let h = 0; h < hidden; h++) unit[h] = weights[biases + h] ?? 0;
      for (let f = 0; f < features; f++) {
        const value = rows[row * features + f] ?? 0;
        if (value === 0) continue;
        score += value * (weights[f] ?? 0);
        const start = features + f * hidden;
        for (let h = 0; h < hidden; h++) unit[h] = (unit[h] ?? 0) + value * (weights[start + h] ?? 0);
      }
      for (let h = 0; h < hidden; h++) {
        const value = unit[h] ?? 0;
        if (value > 0) score += value * (weights[biases + hidden + h] ?? 0);
      }
      this.scores[row] = score;
    }
  }
}
