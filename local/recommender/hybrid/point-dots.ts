/** Sums for each point: its first half by two vectors, its second half by two others. */
const SUMS = 4;

/** Dot products of some of many points with four vectors at a time. Points have `2 * size` numbers each, vectors have `size`. */
export class PointDots {
  /** The four vectors, one after the other; fill them before `dot`. */
  readonly vectors: Float32Array;
  /** Four for each point of the last `dot`. */
  readonly sums: Float32Array;
  readonly #points: Float32Array;
  readonly #size: number;

  constructor(points: Float32Array, size: number, most: number) {
    this.#points = points;
    this.#size = size;
    this.vectors = new Float32Array(SUMS * size);
    this.sums = new Float32Array(SUMS * most);
  }

  /** Of the first `count` of the listed points. */
  dot(listed: Uint32Array, count: number): void {
    const { vectors, sums } = this;
    const [points, size] = [this.#points, this.#size];
    for (let place = 0; place < count; place++) {
      const first = (listed[place] ?? 0) * 2 * size;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let k = 0; k < size; k++) {
        const [near, far] = [points[first + k] ?? 0, points[first + size + k] ?? 0];
        a += near * (vectors[k] ?? 0);
        b += near * (vectors[size + k] ?? 0);
        c += far * (vectors[2 * size + k] ?? 0);
        d += far * (vectors[3 * size + k] ?? 0);
      }
      const at = place * SUMS;
      sums[at] = a;
      sums[at + 1] = b;
      sums[at + 2] = c;
      sums[at + 3] = d;
    }
  }
}
