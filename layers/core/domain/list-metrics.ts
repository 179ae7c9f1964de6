import type { PerUser } from "./bootstrap.ts";

/** What a model gave each of some users, best first. */
export type Lists = ReadonlyMap<string, readonly string[]>;
/** What each of them went on to use. */
export type Truth = ReadonlyMap<string, ReadonlySet<string>>;

/** A model by what its lists were worth: means, and where each mean comes from. */
export interface Measured {
  /** By Personalize's own names. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Metric by metric, for each user it was measured on; unknown where Personalize itself reported the means. */
  readonly perUser?: Readonly<Record<string, PerUser>>;
}

/** So long are the lists that are measured; Personalize's longest metric looks at 25. */
export const listLength = 25;
const cuts = [5, 10, 25] as const;

const gain = (position: number) => 1 / Math.log2(1 + position);
const idealOf = (relevant: number, k: number): number => {
  let ideal = 0;
  for (let position = 1; position <= Math.min(relevant, k); position += 1) ideal += gain(position);
  return ideal;
};

/**
 * One user's list by Personalize's definitions: NDCG@k is the sum of 1/log2(1+position) over the hits within k by the same sum had
 * all relevant items come first, Precision@k the hits within k by k, reciprocal rank 1 by the first hit's position, else 0.
 * Source: developer guide, "Evaluating a solution version with metrics".
 */
export const metricsOfList = (list: readonly string[], relevant: ReadonlySet<string>): Record<string, number> => {
  const hits = list.flatMap((item, index) => (relevant.has(item) ? [index + 1] : []));
  const within = (k: number) => hits.filter((position) => position <= k);
  const [first] = within(25);
  const values: Record<string, number> = { mean_reciprocal_rank_at_25: first === undefined ? 0 : 1 / first };
  for (const k of cuts) {
    const ideal = idealOf(relevant.size, k);
    const found = within(k);
    const gained = found.reduce((sum, position) => sum + gain(position), 0);
    values[`normalized_discounted_cumulative_gain_at_${k}`] = ideal === 0 ? 0 : gained / ideal;
    values[`precision_at_${k}`] = found.length / k;
  }
  return values;
};

/**
 * Means over the users who were given a list, and coverage: the share of `items` that is in some list. Of a sample of users it can
 * only be less than Personalize's own, which asks for everybody.
 */
export const measureLists = (truth: Truth, lists: Lists, items: number): Measured => {
  const perUser: Record<string, Record<string, number>> = {};
  const shown = new Set<string>();
  let users = 0;
  for (const [user, relevant] of truth) {
    const list = lists.get(user)?.slice(0, listLength);
    if (list === undefined) continue;
    users += 1;
    for (const item of list) shown.add(item);
    for (const [metric, value] of Object.entries(metricsOfList(list, relevant))) (perUser[metric] ??= {})[user] = value;
  }
  const mean = (values: PerUser) => Object.values(values).reduce((sum, value) => sum + value, 0) / Math.max(1, users);
  const means = Object.entries(perUser).map(([metric, values]) => [metric, mean(values)] as const);
  return { metrics: { ...Object.fromEntries(means), coverage: items === 0 ? 0 : shown.size / items }, perUser };
};
