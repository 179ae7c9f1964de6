/** Vectors multiplied with at a time. */
export const VECTORS = 4;

/** Dot products of some of many points with four vectors at a time, all of `size` numbers. */
export class PointDots {
  /** The four vectors' first numbers, then their second ones and so on; fill them before `dot`. */
  readonly vectors: Float64Array;
  /** Four for each point of the last `dot`. */
  readonly sums: Float32Array;
  readonly #points: Float32Array;
  readonly #size: number;

  constructor(points: Float32Array, size: number, most: number) {
    this.#points = points;
    this.#size = size;
    this.vectors = new Float64Array(VECTORS * size);
    this.sums = new Float32Array(VECTORS * most);
  }

  /** Of the first `count` of the listed points. */
  dot(listed: Uint32Array, count: number): void {
    const { vectors, sums } = this;
    const points = this.#points;
    const size = this.#size;
    for (let place = 0; place < count; place++) {
      const first = (listed[place] ?? 0) * size;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let k = 0, from = 0; k < size; k++, from += VECTORS) {
        const own = points[first + k] ?? 0;
        a += own * (vectors[from] ?? 0);
        b += own * (vectors[from + 1] ?? 0);
        c += own * (vectors[from + 2] ?? 0);
        d += own * (vectors[from + 3] ?? 0);
      }
      const at = place * VECTORS;
      sums[at] = a;
      sums[at + 1] = b;
      sums[at + 2] = c;
      sums[at + 3] = d;
    }
  }
}
