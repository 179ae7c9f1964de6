import type { Case, History } from "../../local/recommender/hold-out.ts";
import { hitsIn, ndcg, reciprocalRank } from "../../local/recommender/metrics.ts";

export interface Row {
  name: string;
  hitRate: number;
  ndcg: number;
  mrr: number;
  coverage: number;
  trainingSeconds: number;
  /** Of a list of item numbers. */
  list: Latency;
  /** Of an answer as a campaign gives it: identifiers in and out, filtered, with scores. */
  answer?: Latency;
}

/** Milliseconds within which so many of a hundred queries are answered. */
export interface Latency {
  p50: number;
  p95: number;
}

/** Ask for every case, and of some once more for the clock. */
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
  const count = Math.max(1, cases.length);
  return {
    name,
    hitRate: hits / count,
    ndcg: gain / count,
    mrr: reciprocal / count,
    coverage: shown.size / Math.max(1, items),
    trainingSeconds,
    list: latencyOf(
      cases.map(({ history }) => history),
      list,
    ),
  };
}

const MOST_TIMED = 5000;
const ROUNDS = 5;

/**
 * Each query is asked once to warm the code up, then `ROUNDS` times, of which the fastest counts: what a query takes and not what
 * else the machine was doing.
 */
export function latencyOf<Q>(queries: readonly Q[], ask: (query: Q) => unknown): Latency {
  const some = queries.slice(0, MOST_TIMED);
  for (const query of some) ask(query);
  const times = new Float64Array(some.length).fill(Infinity);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, query] of some.entries()) {
      const began = performance.now();
      ask(query);
      times[at] = Math.min(times[at] ?? 0, performance.now() - began);
    }
  times.sort();
  return { p50: times[Math.floor(times.length * 0.5)] ?? 0, p95: times[Math.floor(times.length * 0.95)] ?? 0 };
}
