/** What a metric was for each held-out user. */
export type PerUser = Readonly<Record<string, number>>;

export interface Interval {
  /** Mean over the users of candidate minus other. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly users: number;
}

const draws = 2000;

/** mulberry32, so that the same figures always give the same verdict. */
const random = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Paired percentile bootstrap of the mean difference, over the users both were measured on. Undefined with fewer than 20 of them:
 * an interval of so few would only look like knowledge. Source: Efron & Tibshirani 1993, ch. 13.
 */
export const intervalOf = (candidate: PerUser, other: PerUser, confidence = 0.95): Interval | undefined => {
  const differences = Object.entries(candidate).flatMap(([user, value]) => {
    const against = other[user];
    return against === undefined ? [] : [value - against];
  });
  const users = differences.length;
  if (users < 20) return undefined;
  const next = random(users);
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < users; drawn += 1) sum += differences[Math.floor(next() * users)] ?? 0;
    return sum / users;
  }).sort();
  const at = (share: number) => means[Math.min(draws - 1, Math.max(0, Math.round(share * (draws - 1))))] ?? 0;
  const tail = (1 - confidence) / 2;
  const difference = differences.reduce((sum, one) => sum + one, 0) / users;
  return { difference, low: at(tail), high: at(1 - tail), users };
};
