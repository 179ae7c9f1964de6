import { randomFrom, shuffle } from "../random.ts";
import { type Ranker, weightsOf } from "./ranker.ts";

/** Candidate lists with the ones to be found among them. */
export interface RankingCases {
  features: number;
  /** Candidates of case `c` are rows `[offsets[c], offsets[c + 1])`. */
  offsets: number[];
  rows: Float32Array;
  /** 1 for what was to be found. */
  isRelevant: Uint8Array;
}

export interface RankerFit {
  hidden: number;
  epochs: number;
  rate: number;
  batch: number;
  /** Share of the weights lost per step, times the rate. */
  decay: number;
  seed: number;
}

/**
 * Listwise softmax: maximise the log-probability of the relevant candidates among their list. Adam with a cosine rate.
 * `onEpoch` is told after each epoch; it throws to stop.
 */
export function fitRanker(
  cases: RankingCases,
  fit: RankerFit,
  onEpoch?: (epoch: number, ranker: Ranker) => void,
): Ranker {
  const { features, offsets } = cases;
  const { hidden } = fit;
  const random = randomFrom(fit.seed);
  const weights = new Float32Array(weightsOf(features, hidden));
  const biases = features + features * hidden;
  for (let at = features; at < biases; at++) weights[at] = (random() - 0.5) * (2 / Math.sqrt(features));
  for (let at = biases + hidden; at < weights.length; at++) weights[at] = (random() - 0.5) * 0.2;
  const ranker: Ranker = { features, hidden, weights };
  const gradient = new Gradient(cases, ranker);
  const adam = new Adam(weights.length);
  const order = Uint32Array.from({ length: offsets.length - 1 }, (_, each) => each);
  const steps = Math.max(1, Math.ceil(order.length / fit.batch) * fit.epochs);
  let step = 0;
  for (let epoch = 0; epoch < fit.epochs; epoch++) {
    shuffle(order, random);
    for (let from = 0; from < order.length; from += fit.batch) {
      const to = Math.min(order.length, from + fit.batch);
      gradient.clear();
      for (let at = from; at < to; at++) gradient.add(order[at] ?? 0);
      const rate = fit.rate * 0.5 * (1 + Math.cos((Math.PI * step++) / steps));
      adam.step(weights, gradient.sum, 1 / (to - from), rate, fit.decay);
    }
    onEpoch?.(epoch, ranker);
  }
  return ranker;
}

class Gradient {
  readonly sum: Float32Array;
  readonly #cases: RankingCases;
  readonly #ranker: Ranker;
  readonly #unit: Float32Array;
  readonly #score: Float64Array;

  constructor(cases: RankingCases, ranker: Ranker) {
    this.#cases = cases;
    this.#ranker = ranker;
    this.sum = new Float32Array(ranker.weights.length);
    const longest = cases.offsets.reduce((most, end, at) => Math.max(most, end - (cases.offsets[at - 1] ?? 0)), 0);
    this.#unit = new Float32Array(longest * ranker.hidden);
    this.#score = new Float64Array(longest);
  }

  clear(): void {
    this.sum.fill(0);
  }

  add(each: number): void {
    const { offsets, isRelevant } = this.#cases;
    const [from, to] = [offsets[each] ?? 0, offsets[each + 1] ?? 0];
    const score = this.#score;
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
  }

  #forward(row: number, at: number): number {
    const { features, hidden, weights } = this.#ranker;
    const { rows } = this.#cases;
    const unit = this.#unit;
    const biases = features + features * hidden;
    const first = at * hidden;
    let score = 0;
    for (let h = 0; h < hidden; h++) unit[first + h] = weights[biases + h] ?? 0;
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
      sum[biases + h] = (sum[biases + h] ?? 0) + back;
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

/** Source: Kingma and Ba, "Adam" (ICLR 2015), with the weight decay of Loshchilov and Hutter (ICLR 2019). */
class Adam {
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  #steps = 0;

  constructor(size: number) {
    this.#first = new Float32Array(size);
    this.#second = new Float32Array(size);
  }

  step(weights: Float32Array, gradient: Float32Array, scale: number, rate: number, decay: number): void {
    this.#steps++;
    const firstBias = 1 - 0.9 ** this.#steps;
    const secondBias = 1 - 0.999 ** this.#steps;
    for (let at = 0; at < weights.length; at++) {
      const slope = (gradient[at] ?? 0) * scale;
      const first = 0.9 * (this.#first[at] ?? 0) + 0.1 * slope;
      const second = 0.999 * (this.#second[at] ?? 0) + 0.001 * slope * slope;
      this.#first[at] = first;
      this.#second[at] = second;
      const move = first / firstBias / (Math.sqrt(second / secondBias) + 1e-8);
      weights[at] = (weights[at] ?? 0) * (1 - rate * decay) - rate * move;
    }
  }
}
