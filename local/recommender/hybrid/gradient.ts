import type { RankingCases } from "./ranking-cases.ts";

/** The weights of a ranker while it is fitted: those of rows, then for each number of the query its `hidden`. */
export interface Fitting {
  features: number;
  hidden: number;
  weights: Float32Array;
}

/** Units summed at a time: as many as a processor keeps in registers. */
const AT_ONCE = 4;

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
  /** Of the row at hand: where the weights of its features begin that are not nought, and what these are. */
  readonly #at: Uint32Array;
  readonly #value: Float64Array;
  #filled = 0;

  constructor(cases: RankingCases, ranker: Fitting) {
    this.#cases = cases;
    this.#ranker = ranker;
    this.sum = new Float32Array(ranker.weights.length);
    const longest = cases.offsets.reduce((most, end, at) => Math.max(most, end - (cases.offsets[at - 1] ?? 0)), 0);
    this.#unit = new Float32Array(longest * ranker.hidden);
    this.#score = new Float64Array(longest);
    this.#bias = new Float32Array(ranker.hidden);
    this.#back = new Float32Array(ranker.hidden);
    this.#at = new Uint32Array(ranker.features);
    this.#value = new Float64Array(ranker.features);
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
    const unit = this.#unit;
    const outputs = features + features * hidden + hidden;
    const first = at * hidden;
    let score = this.#readRow(row);
    let h = 0;
    for (; h + AT_ONCE <= hidden; h += AT_ONCE) this.#sumUnits(h, first);
    for (; h < hidden; h++) unit[first + h] = this.#sumUnit(h);
    for (h = 0; h < hidden; h++) {
      const value = unit[first + h] ?? 0;
      if (value > 0) score += value * (weights[outputs + h] ?? 0);
    }
    return score;
  }

  /** Notes which features of a row are not nought; returns their linear part. */
  #readRow(row: number): number {
    const { features, hidden, weights } = this.#ranker;
    const { rows } = this.#cases;
    const from = row * features;
    let filled = 0;
    let score = 0;
    for (let f = 0; f < features; f++) {
      const value = rows[from + f] ?? 0;
      if (value === 0) continue;
      score += value * (weights[f] ?? 0);
      this.#at[filled] = features + f * hidden;
      this.#value[filled++] = value;
    }
    this.#filled = filled;
    return score;
  }

  /** Four units of the row at hand from the `h`th. */
  #sumUnits(h: number, first: number): void {
    const { weights } = this.#ranker;
    const unit = this.#unit;
    const at = this.#at;
    const value = this.#value;
    let a = this.#bias[h] ?? 0;
    let b = this.#bias[h + 1] ?? 0;
    let c = this.#bias[h + 2] ?? 0;
    let d = this.#bias[h + 3] ?? 0;
    for (let n = 0; n < this.#filled; n++) {
      const own = value[n] ?? 0;
      const start = (at[n] ?? 0) + h;
      a += own * (weights[start] ?? 0);
      b += own * (weights[start + 1] ?? 0);
      c += own * (weights[start + 2] ?? 0);
      d += own * (weights[start + 3] ?? 0);
    }
    unit[first + h] = a;
    unit[first + h + 1] = b;
    unit[first + h + 2] = c;
    unit[first + h + 3] = d;
  }

  #sumUnit(h: number): number {
    const { weights } = this.#ranker;
    let sum = this.#bias[h] ?? 0;
    for (let n = 0; n < this.#filled; n++) sum += (this.#value[n] ?? 0) * (weights[(this.#at[n] ?? 0) + h] ?? 0);
    return sum;
  }

  #backward(row: number, at: number, error: number): void {
    if (Math.abs(error) < 1e-4) return; // too small to move anything
    const { features, hidden, weights } = this.#ranker;
    const { rows } = this.#cases;
    const { sum } = this;
    const unit = this.#unit;
    const outputs = features + features * hidden + hidden;
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
