import type { RankingCases } from "./ranking-cases.ts";

/** The weights of a ranker while it is fitted: those of rows, then for each number of the query its `hidden`. */
export interface Fitting {
  features: number;
  hidden: number;
  weights: Float32Array;
}

/** Sums the slopes of -log softmax over cases. Keeps scratch space. */
export class Gradient {
  readonly sum: Float32Array;
  readonly #cases: RankingCases;
  readonly #ranker: Fitting;
  readonly #unit: Float32Array;
  readonly #score: Float64Array;
  /** Of the case at hand: the units' biases with what the query adds, and their slopes. */
  readonly #bias: Float32Array;
  readonly #back: Float32Array;

  constructor(cases: RankingCases, ranker: Fitting) {
    this.#cases = cases;
    this.#ranker = ranker;
    this.sum = new Float32Array(ranker.weights.length);
    const longest = cases.offsets.reduce((most, end, at) => Math.max(most, end - (cases.offsets[at - 1] ?? 0)), 0);
    this.#unit = new Float32Array(longest * ranker.hidden);
    this.#score = new Float64Array(longest);
    this.#bias = new Float32Array(ranker.hidden);
    this.#back = new Float32Array(ranker.hidden);
  }

  clear(): void {
    this.sum.fill(0);
  }

  add(each: number): void {
    const { offsets, isRelevant } = this.#cases;
    const [from, to] = [offsets[each] ?? 0, offsets[each + 1] ?? 0];
    const score = this.#score;
    this.#readQuery(each);
    let relevant = 0;
    let highest = -Infinity;
    for (let row = from; row < to; row++) {
      const own = this.#forward(row, row - from);
      score[row - from] = own;
      if (own > highest) highest = own;
      relevant += isRelevant[row] ?? 0;
    }
    let total = 0;
    for (let at = 0; at < to - from; at++) total += score[at] = Math.exp((score[at] ?? 0) - highest);
    for (let row = from; row < to; row++)
      this.#backward(row, row - from, (score[row - from] ?? 0) / total - (isRelevant[row] ?? 0) / relevant);
    this.#learnQuery(each);
  }

  #readQuery(each: number): void {
    const { features, hidden, weights } = this.#ranker;
    const { queries, queryFeatures } = this.#cases;
    const biases = features + features * hidden;
    this.#bias.set(weights.subarray(biases, biases + hidden));
    this.#back.fill(0);
    for (let q = 0, at = biases + 2 * hidden; q < queryFeatures; q++) {
      const value = queries[each * queryFeatures + q] ?? 0;
      for (let h = 0; h < hidden; h++, at++) this.#bias[h] = (this.#bias[h] ?? 0) + value * (weights[at] ?? 0);
    }
  }

  #learnQuery(each: number): void {
    const { features, hidden } = this.#ranker;
    const { queries, queryFeatures } = this.#cases;
    const { sum } = this;
    const biases = features + features * hidden;
    for (let h = 0; h < hidden; h++) sum[biases + h] = (sum[biases + h] ?? 0) + (this.#back[h] ?? 0);
    for (let q = 0, at = biases + 2 * hidden; q < queryFeatures; q++) {
      const value = queries[each * queryFeatures + q] ?? 0;
      for (let h = 0; h < hidden; h++, at++) sum[at] = (sum[at] ?? 0) + value * (this.#back[h] ?? 0);
    }
  }

  #forward(row: number, at: number): number {
    const { features, hidden, weights } = this.#ranker;
    const { rows } = this.#cases;
    const unit = this.#unit;
    const biases = features + features * hidden;
    const first = at * hidden;
    let score = 0;
    unit.set(this.#bias, first);
    for (let f = 0; f < features; f++) {
      const value = rows[row * features + f] ?? 0;
      if (value === 0) continue;
      score += value * (weights[f] ?? 0);
      const start = features + f * hidden;
      for (let h = 0; h < hidden; h++) unit[first + h] = (unit[first + h] ?? 0) + value * (weights[start + h] ?? 0);
    }
    for (let h = 0; h < hidden; h++) {
      const value = unit[first + h] ?? 0;
      if (value > 0) score += value * (weights[biases + hidden + h] ?? 0);
    }
    return score;
  }

  #backward(row: number, at: number, error: number): void {
    if (Math.abs(error) < 1e-4) return; // too small to move anything
    const { features, hidden, weights } = this.#ranker;
    const { rows } = this.#cases;
    const { sum } = this;
    const unit = this.#unit;
    const biases = features + features * hidden;
    const outputs = biases + hidden;
    const first = at * hidden;
    for (let h = 0; h < hidden; h++) {
      const value = unit[first + h] ?? 0;
      if (value <= 0) {
        unit[first + h] = 0;
        continue;
      }
      sum[outputs + h] = (sum[outputs + h] ?? 0) + error * value;
      const back = error * (weights[outputs + h] ?? 0);
      unit[first + h] = back;
      this.#back[h] = (this.#back[h] ?? 0) + back;
    }
    for (let f = 0; f < features; f++) {
      const value = rows[row * features + f] ?? 0;
      if (value === 0) continue;
      sum[f] = (sum[f] ?? 0) + error * value;
      const start = features + f * hidden;
      for (let h = 0; h < hidden; h++) sum[start + h] = (sum[start + h] ?? 0) + value * (unit[first + h] ?? 0);
    }
  }
}
