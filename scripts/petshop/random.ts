/** Chance with a memory: the same seed gives the same shop. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** In [0, n). */
  below(n: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** An index, with probability proportional to its weight. */
  weighted(weights: readonly number[]): number;
  /** Bell-shaped, by Box and Muller. */
  normal(mean: number, deviation: number): number;
  /** How often something rare happens, when it happens `mean` times on average. By Knuth. */
  poisson(mean: number): number;
  /** An id of hex digits. */
  hex(digits: number): string;
  /** A source of its own, that draws from this one once. */
  fork(): Random;
}

/** mulberry32 (T. Ettinger, public domain): 32 bits of state, good enough to furnish a shop. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick(from) {
      const chosen = from[below(from.length)];
      if (chosen === undefined) throw new RangeError("nothing to pick from");
      return chosen;
    },
    weighted(weights) {
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => (rest -= weight) < 0);
      return index < 0 ? weights.length - 1 : index;
    },
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    poisson(mean) {
      const floor = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > floor; product *= next()) count++;
      return count;
    },
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(""),
    fork: () => seededRandom(Math.floor(next() * 2 ** 32)),
  };
};
