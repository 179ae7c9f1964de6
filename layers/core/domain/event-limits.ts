/** Limits of the canonical event v1. The names are GA4's, the sizes GA4's, Segment's and Personalize's. */
export const limits = {
  eventBytes: 32 * 1024,
  depth: 4,
  keysOfOneObject: 100,
  keys: 4_000, // 200 items of 15 fields, and room
  items: 200,
  props: 50,
  impression: 25,
  /** A time below it is in seconds: as milliseconds it were before March 1973, as seconds it is before the year 5138. Or a clock was never set. */
  leastMs: 1e11,
} as const;
