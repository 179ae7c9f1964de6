/** Scores one candidate by its features: a linear part plus a small hidden layer of rectified units. */
export interface Ranker {
  features: number;
  hidden: number;
  /** `linear[f]`, then for each feature its `hidden` weights, then the hidden biases, then the output weights. */
  weights: Float32Array;
}

export const weightsOf = (features: number, hidden: number): number => features + features * hidden + 2 * hidden;

/** Scores rows of features into `scores`. Zero features, which are most, cost nothing. */
export class RankerScoring {
  readonly #ranker: Ranker;
  readonly #unit: Float32Array;

  constructor(ranker: Ranker) {
    this.#ranker = ranker;
    this.#unit = new Float32Array(ranker.hidden);
  }

  score(rows: Float32Array, count: number, scores: Float64Array): void {
    const { features, hidden, weights } = this.#ranker;
    const unit = this.#unit;
    const biases = features + features * hidden;
    const outputs = biases + hidden;
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
        if (value > 0) score += value * (weights[outputs + h] ?? 0);
      }
      scores[row] = score;
    }
  }
}
