/** Largest first; vector `k` is column `k`. */
export interface Eigen {
  values: Float64Array;
  vectors: Float64Array;
}

const MOST_SWEEPS = 30;

/** Of a small symmetric matrix, by Jacobi's rotations. */
export function eigen(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let k = 0; k < size; k++) v[k * size + k] = 1;
  const at = (row: number, column: number) => a[row * size + column] ?? 0;
  const scale = Math.max(1e-300, ...Float64Array.from({ length: size }, (_, k) => Math.abs(at(k, k))));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rest = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rest = Math.max(rest, Math.abs(at(p, q)));
    if (rest <= scale * 1e-13) break;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(at(p, q)) <= scale * 1e-15) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, size, p, q, c, t * c, true);
        rotate(a, size, p, q, c, t * c, false);
        rotate(v, size, p, q, c, t * c, false);
      }
  }
  const order = Array.from({ length: size }, (_, k) => k).sort((x, y) => at(y, y) - at(x, x) || x - y);
  const vectors = new Float64Array(size * size);
  for (const [to, from] of order.entries())
    for (let row = 0; row < size; row++) vectors[row * size + to] = v[row * size + from] ?? 0;
  return { values: Float64Array.from(order, (k) => Math.max(0, at(k, k))), vectors };
}

/** Rows or columns `p` and `q` by the angle with cosine `c` and sine `s`. */
function rotate(m: Float64Array, size: number, p: number, q: number, c: number, s: number, isRows: boolean): void {
  const step = isRows ? 1 : size;
  let first = isRows ? p * size : p;
  let second = isRows ? q * size : q;
  for (let k = 0; k < size; k++, first += step, second += step) {
    const x = m[first] ?? 0;
    const y = m[second] ?? 0;
    m[first] = c * x - s * y;
    m[second] = s * x + c * y;
  }
}
