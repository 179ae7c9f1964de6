import { randomFrom, shuffle } from "../random.ts";
import { Adam } from "./adam.ts";
import { Gradient } from "./gradient.ts";
import { type Ranker, weightsOf } from "./ranker.ts";
import type { RankingCases } from "./ranking-cases.ts";
import { scaleColumns, spreads, unscaled } from "./scaling.ts";

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
 * Listwise softmax: maximise the log-probability of the relevant candidates among their list. Adam with a cosine rate, over
 * columns that are divided by their spread, in place. `onEpoch` is told after each epoch; it throws to stop.
 */
export function fitRanker(
  cases: RankingCases,
  fit: RankerFit,
  onEpoch?: (epoch: number, ranker: Ranker) => void,
): Ranker {
  const { features, queryFeatures, offsets } = cases;
  const { hidden } = fit;
  const random = randomFrom(fit.seed);
  const rowWeights = weightsOf(features, hidden);
  const weights = new Float32Array(rowWeights + queryFeatures * hidden);
  const biases = features + features * hidden;
  const start = (from: number, to: number, spread: number) => {
    for (let at = from; at < to; at++) weights[at] = (random() - 0.5) * spread;
  };
  start(features, biases, 2 / Math.sqrt(features));
  start(biases + hidden, rowWeights, 0.2);
  const scales = spreads(cases);
  scaleColumns(cases, scales);
  const gradient = new Gradient(cases, { features, hidden, weights });
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
    onEpoch?.(epoch, unscaled(weights, features, hidden, scales));
  }
  return unscaled(weights, features, hidden, scales);
}
