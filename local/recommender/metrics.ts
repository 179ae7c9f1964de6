/**
 * Offline metrics as Personalize defines them. Source: developer guide, "Evaluating a solution version with metrics".
 * `hits` are the one-based positions, ascending, of the recommended items that the visitor really went on to use.
 */

/** 1/rank of the first hit within `k`, else 0. */
export function reciprocalRank(hits: readonly number[], k: number): number {
  const first = hits[0];
  return first !== undefined && first <= k ? 1 / first : 0;
}

/** Sum of 1/log2(1 + position) over the hits within `k`, divided by the same sum had all `relevant` items come first. */
export function ndcg(hits: readonly number[], relevant: number, k: number): number {
  let gain = 0;
  for (const position of hits) if (position <= k) gain += 1 / Math.log2(1 + position);
  let ideal = 0;
  for (let position = 1; position <= Math.min(relevant, k); position++) ideal += 1 / Math.log2(1 + position);
  return ideal === 0 ? 0 : gain / ideal;
}

/**
 * NDCG in which a hit gains as much as its item's events weigh, and the ideal puts the heaviest first. Personalize takes weights by
 * their mean (.3 and .1 are 1.5 and .5); here that cancels. `gainAt[n]` is of the item at position `n + 1`, 0 for no hit.
 */
export function weightedNdcg(gainAt: readonly number[], relevantGains: readonly number[], k: number): number {
  const sum = (gains: readonly number[]) =>
    gains.slice(0, k).reduce((total, gain, at) => total + gain / Math.log2(2 + at), 0);
  const ideal = sum([...relevantGains].sort((a, b) => b - a));
  return ideal === 0 ? 0 : sum(gainAt) / ideal;
}

/** Hits within `k`, divided by `k`. */
export function precision(hits: readonly number[], k: number): number {
  return hits.filter((position) => position <= k).length / k;
}

/** One-based positions of `relevant` items in a list. */
export function hitsIn(recommended: ArrayLike<number>, relevant: ReadonlySet<number>): number[] {
  const hits: number[] = [];
  for (let at = 0; at < recommended.length; at++) if (relevant.has(recommended[at] ?? -1)) hits.push(at + 1);
  return hits;
}

export type MetricName =
  | "coverage"
  | "mean_reciprocal_rank_at_25"
  | `normalized_discounted_cumulative_gain_at_${5 | 10 | 25}`
  | `precision_at_${5 | 10 | 25}`;

type WeightedMetricName = `normalized_discounted_cumulative_gain_with_event_weights_at_${5 | 10 | 25}`;

/** Those with event weights only where weights were given. */
export type Metrics = Record<MetricName, number> & Partial<Record<WeightedMetricName, number>>;

const CUTS = [5, 10, 25] as const;

/** Adds up the metrics visitor by visitor. */
export class MetricsTally {
  readonly #sums = {
    mrr: 0,
    ndcg: new Map<number, number>(),
    weighted: new Map<number, number>(),
    precision: new Map<number, number>(),
  };
  #visitors = 0;

  add(hits: readonly number[], relevant: number): void {
    this.#visitors++;
    this.#sums.mrr += reciprocalRank(hits, 25);
    for (const k of CUTS) {
      this.#sums.ndcg.set(k, (this.#sums.ndcg.get(k) ?? 0) + ndcg(hits, relevant, k));
      this.#sums.precision.set(k, (this.#sums.precision.get(k) ?? 0) + precision(hits, k));
    }
  }

  /** Of the same visitor as the last `add`. */
  addWeighted(gainAt: readonly number[], relevantGains: readonly number[]): void {
    const { weighted } = this.#sums;
    for (const k of CUTS) weighted.set(k, (weighted.get(k) ?? 0) + weightedNdcg(gainAt, relevantGains, k));
  }

  /** Means over the visitors; `coverage` is the share of the items that somebody would be shown. */
  result(coverage: number): Metrics {
    const mean = (sum: number | undefined) => (this.#visitors === 0 ? 0 : (sum ?? 0) / this.#visitors);
    const { mrr, ndcg, weighted, precision } = this.#sums;
    return {
      coverage,
      mean_reciprocal_rank_at_25: mean(mrr),
      normalized_discounted_cumulative_gain_at_5: mean(ndcg.get(5)),
      normalized_discounted_cumulative_gain_at_10: mean(ndcg.get(10)),
      normalized_discounted_cumulative_gain_at_25: mean(ndcg.get(25)),
      precision_at_5: mean(precision.get(5)),
      precision_at_10: mean(precision.get(10)),
      precision_at_25: mean(precision.get(25)),
      ...(weighted.size > 0 && {
        normalized_discounted_cumulative_gain_with_event_weights_at_5: mean(weighted.get(5)),
        normalized_discounted_cumulative_gain_with_event_weights_at_10: mean(weighted.get(10)),
        normalized_discounted_cumulative_gain_with_event_weights_at_25: mean(weighted.get(25)),
      }),
    };
  }
}
