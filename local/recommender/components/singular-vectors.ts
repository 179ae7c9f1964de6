import { randomFrom } from "../random.ts";
import { eigen } from "./eigen.ts";
import { type Block, type Sparse, times, transposed, turned } from "./sparse.ts";

/** More directions than wanted are followed, and so many times through the matrix and back: both sharpen the last ones. */
const SPARE = 8;
const ROUNDS = 1;
const SEED = 20_261_122;

/** For each row its left singular vectors' coordinates and for each column its right ones', both times the root of the singular value. */
export interface SingularVectors {
  left: Block;
  right: Block;
}

/**
 * The `size` largest, found by random projection; the same for the same matrix. Source: Halko, Martinsson and Tropp, "Finding structure
 * with randomness" (SIAM Review 53, 2011), algorithms 4.4 and 5.1.
 */
export function singularVectors(matrix: Sparse, size: number): SingularVectors {
  const rows = matrix.offsets.length - 1;
  const width = size + SPARE;
  const back = transposed(matrix);
  const random = randomFrom(SEED);
  // Sums of uniform numbers do as well as normal ones.
  const start = Float32Array.from({ length: rows * width }, () => random() + random() + random() - 1.5);
  let basis = orthonormal(times(matrix, start, width), width);
  for (let round = 0; round < ROUNDS; round++) {
    const other = orthonormal(times(back, basis, width), width);
    basis = orthonormal(times(matrix, other, width), width);
  }
  const projected = times(back, basis, width);
  const { values, vectors } = eigen(gram(projected, width), width);
  const toLeft = new Float64Array(width * size);
  const toRight = new Float64Array(width * size);
  for (let each = 0; each < size; each++) {
    const squared = values[each] ?? 0;
    if (squared <= (values[0] ?? 0) * 1e-9) break;
    const root = squared ** 0.25;
    for (let w = 0; w < width; w++) {
      const turn = vectors[w * width + each] ?? 0;
      toLeft[w * size + each] = turn * root;
      toRight[w * size + each] = turn / root;
    }
  }
  return { left: turned(basis, width, toLeft, size), right: turned(projected, width, toRight, size) };
}

/** Rows looked at together. */
const AT_ONCE = 4;

/** Inner products of the columns. */
function gram(block: Block, width: number): Float64Array {
  const products = new Float64Array(width * width);
  for (let from = 0; from < block.length; from += AT_ONCE * width) {
    for (let a = 0; a < width; a++) {
      const first = block[from + a] ?? 0;
      const second = block[from + width + a] ?? 0;
      const third = block[from + 2 * width + a] ?? 0;
      const fourth = block[from + 3 * width + a] ?? 0;
      for (let b = a; b < width; b++) {
        const own = (block[from + b] ?? 0) * first + (block[from + width + b] ?? 0) * second;
        const other = (block[from + 2 * width + b] ?? 0) * third + (block[from + 3 * width + b] ?? 0) * fourth;
        products[a * width + b] = (products[a * width + b] ?? 0) + own + other;
      }
    }
  }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) products[a * width + b] = products[b * width + a] ?? 0;
  return products;
}

/** Columns that span the same, at right angles and of length one; those that add nothing become nought. */
function orthonormal(block: Block, width: number): Block {
  const { values, vectors } = eigen(gram(block, width), width);
  const turn = new Float64Array(width * width);
  for (let each = 0; each < width; each++) {
    const value = values[each] ?? 0;
    if (value <= (values[0] ?? 0) * 1e-10) continue;
    for (let w = 0; w < width; w++) turn[w * width + each] = (vectors[w * width + each] ?? 0) / Math.sqrt(value);
  }
  return turned(block, width, turn, width);
}
