/** A square matrix, row by row: the entries of row `i` are `[offsets[i], offsets[i + 1])`. */
export interface Sparse {
  offsets: Uint32Array;
  column: Uint32Array;
  value: Float32Array;
}

/** Numbers in rows of `width`. */
export type Block = Float32Array;

/** The matrix times a block. */
export function times({ offsets, column, value }: Sparse, block: Block, width: number): Block {
  const rows = offsets.length - 1;
  const product = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const into = row * width;
    const end = offsets[row + 1] ?? 0;
    for (let at = offsets[row] ?? 0; at < end; at++) {
      const from = (column[at] ?? 0) * width;
      const factor = value[at] ?? 0;
      for (let w = 0; w < width; w++) product[into + w] = (product[into + w] ?? 0) + factor * (block[from + w] ?? 0);
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
