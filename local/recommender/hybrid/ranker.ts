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

/** Units summed at a time: as many as a processor keeps in registers. */
const AT_ONCE = 4;

/** Scores rows of features. Features that are nought cost nothing. */
export class RankerScoring {
  /** Of the last rows scored. */
  scores = new Float32Array(0);
  readonly #ranker: Ranker;
  /** The units' biases, moved by what was last told of a query. Filled up with units that count nothing. */
  readonly #biases: Float64Array;
  readonly #outputs: Float64Array;
  /** Four units after four, for each feature their four weights. */
  readonly #units: Float64Array;
  /** Of the row at hand: which features are not nought, and what they are. */
  readonly #at: Uint32Array;
  readonly #value: Float64Array;

  constructor(ranker: Ranker) {
    const { features, hidden, weights } = ranker;
    const from = features + features * hidden;
    const width = Math.ceil(hidden / AT_ONCE) * AT_ONCE;
    this.#ranker = ranker;
    this.#biases = new Float64Array(width);
    this.#biases.set(weights.subarray(from, from + hidden));
    this.#outputs = new Float64Array(width);
    this.#outputs.set(weights.subarray(from + hidden, from + 2 * hidden));
    this.#units = new Float64Array(width * features);
    for (let f = 0; f < features; f++)
      for (let h = 0; h < hidden; h++) {
        const block = Math.floor(h / AT_ONCE);
        this.#units[(block * features + f) * AT_ONCE + (h % AT_ONCE)] = weights[features + f * hidden + h] ?? 0;
      }
    this.#at = new Uint32Array(features);
    this.#value = new Float64Array(features);
  }

  /** `query`: what is the same for all rows; it moves the units' biases once and costs nothing by row. */
  score(rows: Float32Array, count: number, query?: Float32Array): void {
    const { features, weights } = this.#ranker;
    if (count > this.scores.length) this.scores = new Float32Array(2 * count);
    if (query) this.#readQuery(query);
    const at = this.#at;
    const value = this.#value;
    for (let row = 0; row < count; row++) {
      const from = row * features;
      let filled = 0;
      let score = 0;
      for (let f = 0; f < features; f++) {
        const own = rows[from + f] ?? 0;
        if (own === 0) continue;
        score += own * (weights[f] ?? 0);
        at[filled] = f * AT_ONCE;
        value[filled++] = own;
      }
      this.scores[row] = score + this.#hiddenPart(filled);
    }
  }

  /** Of the row at hand, of which so many features are not nought. */
  #hiddenPart(filled: number): number {
    const { features } = this.#ranker;
    const biases = this.#biases;
    const outputs = this.#outputs;
    const units = this.#units;
    const at = this.#at;
    const value = this.#value;
    let score = 0;
    for (let h = 0, block = 0; h < biases.length; h += AT_ONCE, block += features * AT_ONCE) {
      let a = biases[h] ?? 0;
      let b = biases[h + 1] ?? 0;
      let c = biases[h + 2] ?? 0;
      let d = biases[h + 3] ?? 0;
      for (let n = 0; n < filled; n++) {
        const own = value[n] ?? 0;
        const first = block + (at[n] ?? 0);
        a += own * (units[first] ?? 0);
        b += own * (units[first + 1] ?? 0);
        c += own * (units[first + 2] ?? 0);
        d += own * (units[first + 3] ?? 0);
      }
      if (a > 0) score += a * (outputs[h] ?? 0);
      if (b > 0) score += b * (outputs[h + 1] ?? 0);
      if (c > 0) score += c * (outputs[h + 2] ?? 0);
      if (d > 0) score += d * (outputs[h + 3] ?? 0);
    }
    return score;
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
