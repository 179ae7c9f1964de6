import { COUNTS, type Evidence, NEAR } from "./evidence.ts";
import { singularVectors } from "./singular-vectors.ts";
import type { Sparse } from "./sparse.ts";

/**
 * Items as points of `EMBEDDING_SIZE` numbers: `asks[i] · answers[j]` is how much `j` follows `i`, also where no visitor used both.
 * Items that follow the same answer alike: the cosine of their answers says how alike they are.
 */
export interface Embeddings {
  asks: Float32Array;
  answers: Float32Array;
  /** For each item what makes its answer one of length one; nought where it has none. */
  shrink: Float32Array;
}

export const EMBEDDING_SIZE = 16;
/** Imagined pairs of each item, so that rare items' chance pairs do not become the strongest. */
const IMAGINED = 20;

/** Source: Levy and Goldberg, "Neural word embedding as implicit matrix factorization" (NIPS 2014): SVD of positive pointwise mutual information. */
export function embed(evidence: Evidence): Embeddings {
  const { left: asks, right: answers } = singularVectors(mutualInformation(evidence), EMBEDDING_SIZE);
  const shrink = new Float32Array(evidence.offsets.length - 1);
  for (let item = 0; item < shrink.length; item++) {
    let squares = 0;
    for (let at = item * EMBEDDING_SIZE; at < (item + 1) * EMBEDDING_SIZE; at++) squares += (answers[at] ?? 0) ** 2;
    if (squares > 1e-12) shrink[item] = 1 / Math.sqrt(squares);
  }
  return { asks, answers, shrink };
}

/** max(0, log(count · total / (row's + s) / (column's + s))) of what follows, nearer pairs counting more. */
function mutualInformation({ offsets, item, counts }: Evidence): Sparse {
  const items = offsets.length - 1;
  const rowSum = new Float64Array(items).fill(IMAGINED);
  const columnSum = new Float64Array(items).fill(IMAGINED);
  let total = 0;
  for (let row = 0; row < items; row++)
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) {
      const own = counts[at * COUNTS + NEAR] ?? 0;
      rowSum[row] = (rowSum[row] ?? 0) + own;
      columnSum[item[at] ?? 0] = (columnSum[item[at] ?? 0] ?? 0) + own;
      total += own;
    }
  const starts = new Uint32Array(items + 1);
  const column = new Uint32Array(item.length);
  const value = new Float32Array(item.length);
  let length = 0;
  for (let row = 0; row < items; row++) {
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) {
      const chance = ((rowSum[row] ?? 0) * (columnSum[item[at] ?? 0] ?? 0)) / total;
      const information = Math.log((counts[at * COUNTS + NEAR] ?? 0) / chance);
      if (!(information > 0)) continue;
      column[length] = item[at] ?? 0;
      value[length++] = information;
    }
    starts[row + 1] = length;
  }
  return { offsets: starts, column: column.subarray(0, length), value: value.subarray(0, length) };
}
