/** Scores one candidate by its features: a linear part plus a small hidden layer of rectified units. */
export interface Ranker {
  features: number;
  hidden: number;
  /** `linear[f]`, then for each feature its `hidden` weights, then the hidden biases, then the output weights. */
  weights: Float32Array;
  /** For each number that is the same for all candidates of a query, its `hidden` weights; none where no query was looked at. */
  ofQuery?: Float32Array;
}

export const weightsOf = (features: number, hidden: number): number => features + features * hidden + 2 * hidden;

/** Scores rows of features. Features that are nought cost nothing. */
export class RankerScoring {
  /** Of the last rows scored. */
  scores = new Float32Array(0);
  readonly #ranker: Ranker;
  /** The units' biases, moved by what was last told of a query. */
  readonly #biases: Float32Array;
  readonly #units: Float64Array;

  constructor(ranker: Ranker) {
    const { features, hidden, weights } = ranker;
    const from = features + features * hidden;
    this.#ranker = ranker;
    this.#biases = weights.slice(from, from + hidden);
    this.#units = new Float64Array(hidden);
  }

  /** `query`: what is the same for all rows; it moves the units' biases once and costs nothing by row. */
  score(rows: Float32Array, count: number, query?: Float32Array): void {
    const { features, hidden, weights } = this.#ranker;
    if (count > this.scores.length) this.scores = new Float32Array(2 * count);
    if (query) this.#readQuery(query);
    const units = this.#units;
    const outputs = features + features * hidden + hidden;
    for (let row = 0; row < count; row++) {
      units.set(this.#biases);
      let score = 0;
      for (let f = 0; f < features; f++) {
        const value = rows[row * features + f] ?? 0;
        if (value === 0) continue;
        score += value * (weights[f] ?? 0);
        const start = features + f * hidden;
        for (let h = 0; h < hidden; h++) units[h] = (units[h] ?? 0) + value * (weights[start + h] ?? 0);
      }
      for (let h = 0; h < hidden; h++) {
        const unit = units[h] ?? 0;
        if (unit > 0) score += unit * (weights[outputs + h] ?? 0);
      }
      this.scores[row] = score;
    }
  }

  #readQuery(query: Float32Array): void {
    const { features, hidden, weights, ofQuery } = this.#ranker;
    if (!ofQuery) return;
    const biases = features + features * hidden;
    for (let h = 0; h < hidden; h++) {
      let bias = weights[biases + h] ?? 0;
      for (let q = 0; q < query.length; q++) bias += (query[q] ?? 0) * (ofQuery[q * hidden + h] ?? 0);
      this.#biases[h] = bias;
    }
  }
}
