import { AFTER, BEFORE, COUNTS, type Evidence, NEAR } from "./evidence.ts";
import { singularVectors } from "./singular-vectors.ts";
import type { Sparse } from "./sparse.ts";

/** Items as points, near each other where visitors use them alike, also where no visitor used both. */
export interface Embeddings {
  /** `EMBEDDING_SIZE` numbers an item: `asks[i] · answers[j]` is how much `j` follows `i`. */
  asks: Float32Array;
  /** Twice as many: first the item's point of length one, so that the cosine of two says how alike they are, then what it answers with. */
  points: Float32Array;
}

export const EMBEDDING_SIZE = 32;
/** Imagined pairs of each item, so that rare items' chance pairs do not become the strongest. */
const IMAGINED = 20;

/** Source: Levy and Goldberg, "Neural word embedding as implicit matrix factorization" (NIPS 2014): SVD of positive pointwise mutual information. */
export function embed(evidence: Evidence): Embeddings {
  const { item, counts } = evidence;
  const near = Float32Array.from(item, (_, at) => counts[at * COUNTS + NEAR] ?? 0);
  const both = Float32Array.from(
    item,
    (_, at) => (counts[at * COUNTS + AFTER] ?? 0) + (counts[at * COUNTS + BEFORE] ?? 0),
  );
  const { left: like } = singularVectors(mutualInformation(evidence, both), EMBEDDING_SIZE);
  const { left: asks, right: answers } = singularVectors(mutualInformation(evidence, near), EMBEDDING_SIZE);
  const points = new Float32Array(2 * asks.length);
  for (let from = 0; from < asks.length; from += EMBEDDING_SIZE) {
    const own = like.subarray(from, from + EMBEDDING_SIZE);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    if (length > 1e-6)
      points.set(
        own.map((value) => value / length),
        2 * from,
      );
    points.set(answers.subarray(from, from + EMBEDDING_SIZE), 2 * from + EMBEDDING_SIZE);
  }
  return { asks, points };
}

/** max(0, log(count · total / (row's + s) / (column's + s))). */
function mutualInformation({ offsets, item }: Evidence, count: Float32Array): Sparse {
  const items = offsets.length - 1;
  const rowSum = new Float64Array(items).fill(IMAGINED);
  const columnSum = new Float64Array(items).fill(IMAGINED);
  let total = 0;
  for (let row = 0; row < items; row++)
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) {
      const own = count[at] ?? 0;
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
      const information = Math.log((count[at] ?? 0) / chance);
      if (!(information > 0)) continue;
      column[length] = item[at] ?? 0;
      value[length++] = information;
    }
    starts[row + 1] = length;
  }
  return { offsets: starts, column: column.subarray(0, length), value: value.subarray(0, length) };
}
