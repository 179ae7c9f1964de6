import type { Share } from "@millrace/core/domain/shown-marts";

/** 95 %, both sides. */
const z = 1.959964;

/**
 * A share of trials with its interval, which stays within 0 and 1 and is right for few trials too; null where it is no share. Each trial
 * counts as another visitor's: where one visitor makes many, the truth is somewhat wider. Source: Wilson 1927.
 */
export const shareOf = (hits: number, trials: number): Share | null => {
  if (!(trials > 0) || hits < 0 || hits > trials) return null;
  const value = hits / trials;
  const square = (z * z) / trials;
  const middle = (value + square / 2) / (1 + square);
  const half = (z * Math.sqrt((value * (1 - value)) / trials + square / (4 * trials))) / (1 + square);
  return { value, from: hits === 0 ? 0 : middle - half, to: hits === trials ? 1 : middle + half };
};

/** How much higher the first share is than the second. Source: Newcombe 1998, method 10, from the two intervals. */
export const differenceOf = (first: Share, second: Share): Share => {
  const value = first.value - second.value;
  return {
    value,
    from: value - Math.hypot(first.value - first.from, second.to - second.value),
    to: value + Math.hypot(first.to - first.value, second.value - second.from),
  };
};
