import type { Met } from "./model.ts";

/** Of items by how often their visitors had passed them over before: how often they were shown, and how often used. */
export type Showings = readonly (Met | undefined)[];

/** Passed over more often is all the same. */
export const MOST_TIMES = 8;
/** What is assumed while little was seen: one in ten is used, and after `n` times passed over it is worth `1 / sqrt(1 + n)`. */
const USUALLY: Met = { shown: 10, used: 1 };
/** Each assumption weighs as much as so many showings. */
const ASSUMED = 100;
const LEAST = 0.1;

/**
 * By how often a visitor passed an item over what its weight is multiplied with: how much less often such items are used than
 * those never passed over, as far as that was seen; never rising, 1 to .1. After Lee, Lakshmanan, Tiwari and Shah, "Modeling
 * impression discounting in large-scale recommender systems" (KDD 2014), with a curve of counts in place of fitted functions.
 */
export function fatigueOf(showings: Showings): number[] {
  const never = showings[0] ?? { shown: 0, used: 0 };
  const usual = (never.used + USUALLY.used) / (never.shown + USUALLY.shown);
  const weights = [1];
  for (let times = 1; times <= MOST_TIMES; times++) {
    const { shown, used } = showings[times] ?? { shown: 0, used: 0 };
    const assumed = usual / Math.sqrt(1 + times);
    const seen = (used + ASSUMED * assumed) / (shown + ASSUMED) / usual;
    weights.push(Math.max(LEAST, Math.min(weights[times - 1] ?? 1, seen)));
  }
  return weights;
}
