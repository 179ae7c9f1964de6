import type { Case, History } from "../../local/recommender/hold-out.ts";
import { hitsIn, ndcg, reciprocalRank } from "../../local/recommender/metrics.ts";

export interface Row {
  name: string;
  hitRate: number;
  ndcg: number;
  mrr: number;
  coverage: number;
  trainingSeconds: number;
  p50Ms: number;
  p95Ms: number;
}

/** Ask for every case once, and once more for the clock: the first round warms the code up. */
export function measure(
  name: string,
  list: (history: History) => number[],
  cases: readonly Case[],
  { depth, items, trainingSeconds }: { depth: number; items: number; trainingSeconds: number },
): Row {
  const shown = new Set<number>();
  let [hits, gain, reciprocal] = [0, 0, 0];
  for (const { history, relevant } of cases) {
    const listed = list(history).slice(0, depth);
    const found = hitsIn(listed, relevant);
    if (found.length > 0) hits++;
    gain += ndcg(found, relevant.size, depth);
    reciprocal += reciprocalRank(found, depth);
    for (const item of listed) shown.add(item);
  }
  const times = Float64Array.from(cases.slice(0, MOST_TIMED), ({ history }) => {
    const began = performance.now();
    list(history);
    return performance.now() - began;
  }).sort();
  const count = Math.max(1, cases.length);
  return {
    name,
    hitRate: hits / count,
    ndcg: gain / count,
    mrr: reciprocal / count,
    coverage: shown.size / Math.max(1, items),
    trainingSeconds,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

const MOST_TIMED = 5000;
