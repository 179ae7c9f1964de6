/** What a metric was for each held-out user. */
export type PerUser = Readonly<Record<string, number>>;

export interface Interval {
  /** Means over the users both were measured on. */
  readonly candidate: number;
  readonly other: number;
  /** Mean over the users of candidate minus other. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly users: number;
}

const draws = 2000;

/** An interval of fewer would only look like knowledge. */
export const fewestUsers = 20;

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
 * Paired percentile bootstrap of the mean difference, over the users both were measured on. Undefined with fewer than 20 of them.
 * Source: Efron & Tibshirani 1993, ch. 13.
 */
export const intervalOf = (candidate: PerUser, other: PerUser, confidence = 0.95): Interval | undefined => {
  const pairs = Object.entries(candidate).flatMap(([user, value]) => {
    const against = other[user];
    return against === undefined ? [] : [[value, against] as const];
  });
  const differences = Float64Array.from(pairs, ([mine, theirs]) => mine - theirs);
  const users = differences.length;
  if (users < fewestUsers) return undefined;
  const next = random(users);
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < users; drawn += 1) sum += differences[Math.floor(next() * users)] ?? 0;
    return sum / users;
  }).sort();
  const at = (share: number) => means[Math.min(draws - 1, Math.max(0, Math.round(share * (draws - 1))))] ?? 0;
  const tail = (1 - confidence) / 2;
  const mean = (values: Iterable<number>) => [...values].reduce((sum, one) => sum + one, 0) / users;
  const [ofCandidate, ofOther] = [mean(pairs.map(([mine]) => mine)), mean(pairs.map(([, theirs]) => theirs))];
  return {
    candidate: ofCandidate,
    other: ofOther,
    difference: mean(differences),
    low: at(tail),
    high: at(1 - tail),
    users,
  };
};
