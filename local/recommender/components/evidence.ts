/**
 * How often items were used by the same visitors near each other, as plain counts: what the weighted scores of the other
 * components no longer tell. Neighbours of item `i` are `[offsets[i], offsets[i + 1])`, those counted most first.
 */
export interface Evidence {
  offsets: Uint32Array;
  item: Uint32Array;
  /** `COUNTS` for each neighbour, side by side. */
  counts: Float32Array;
}

export const COUNTS = 4;
/** Events of the neighbour right after one of the item; */
export const NEXT = 0;
/** at any distance after it, within the window; */
export const AFTER = 1;
/** and before it; */
export const BEFORE = 2;
/** after it, each counting less the more lies between. */
export const NEAR = 3;
