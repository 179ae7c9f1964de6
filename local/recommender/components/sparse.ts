/** A square matrix, row by row: the entries of row `i` are `[offsets[i], offsets[i + 1])`. */
export interface Sparse {
  offsets: Uint32Array;
  column: Uint32Array;
  value: Float32Array;
}

/** Numbers in rows of `width`. */
export type Block = Float32Array;

/** Columns summed at a time: as many as a processor keeps in registers. */
const AT_ONCE = 4;

/** The matrix times a block. What is written beyond the end of a row is written over by the next one. */
export function times({ offsets, column, value }: Sparse, block: Block, width: number): Block {
  const rows = offsets.length - 1;
  const product = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const start = offsets[row] ?? 0;
    const end = offsets[row + 1] ?? 0;
    for (let w = 0; w < width; w += AT_ONCE) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let at = start; at < end; at++) {
        const from = (column[at] ?? 0) * width + w;
        const factor = value[at] ?? 0;
        a += factor * (block[from] ?? 0);
        b += factor * (block[from + 1] ?? 0);
        c += factor * (block[from + 2] ?? 0);
        d += factor * (block[from + 3] ?? 0);
      }
      const into = row * width + w;
      product[into] = a;
      product[into + 1] = b;
      product[into + 2] = c;
      product[into + 3] = d;
    }
  }
  return product;
}

/** A block times a matrix of `width` rows and `wide` columns; rows are written as above. */
export function turned(block: Block, width: number, matrix: Float64Array, wide: number): Block {
  const rows = block.length / width;
  const product = new Float32Array(rows * wide);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let w = 0; w < wide; w += AT_ONCE) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let k = 0, at = w; k < width; k++, at += wide) {
        const factor = block[from + k] ?? 0;
        a += factor * (matrix[at] ?? 0);
        b += factor * (matrix[at + 1] ?? 0);
        c += factor * (matrix[at + 2] ?? 0);
        d += factor * (matrix[at + 3] ?? 0);
      }
      const into = row * wide + w;
      product[into] = a;
      product[into + 1] = b;
      product[into + 2] = c;
      product[into + 3] = d;
    }
  }
  return product;
}

/** Rows and columns exchanged. */
export function transposed({ offsets, column, value }: Sparse): Sparse {
  const rows = offsets.length - 1;
  const starts = new Uint32Array(rows + 1);
  for (const each of column) starts[each + 1] = (starts[each + 1] ?? 0) + 1;
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const next = starts.slice();
  const flipped = { offsets: starts, column: new Uint32Array(column.length), value: new Float32Array(value.length) };
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) {
      const place = next[column[at] ?? 0] ?? 0;
      next[column[at] ?? 0] = place + 1;
      flipped.column[place] = row;
      flipped.value[place] = value[at] ?? 0;
    }
  }
  return flipped;
}
