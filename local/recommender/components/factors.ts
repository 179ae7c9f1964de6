import type { Interactions } from "../interactions.ts";
import { randomFrom } from "../random.ts";

export interface Factoring {
  dimensions: number;
  sweeps: number;
  /** Weight of what a visitor has not used. */
  unseen: number;
  regularization: number;
  /** Power of an item's or visitor's size in its regularization. Source: Rendle et al., "Revisiting iALS" (RecSys 2022). */
  scaling: number;
  seed: number;
}

/** Item factors and what folding a visitor in needs. */
export interface Factors {
  dimensions: number;
  /** Row by row. */
  item: Float32Array;
  /** Sum over the items of factor times factor, times `unseen`. */
  gram: Float32Array;
  /** What folding in is regularized with, by how many items the visitor has. */
  regularization: number;
  scaling: number;
}

/** Conjugate gradient steps; each solve starts from the last answer. Source: Takács et al. (RecSys 2011), as in `implicit`. */
const STEPS = 3;

/** Rows of who used what, each pair once. */
interface Rows {
  offsets: Uint32Array;
  column: Uint32Array;
}

/** Implicit alternating least squares. Source: Hu, Koren, Volinsky (ICDM 2008). */
export function factorize(all: Interactions, how: Factoring): Factors {
  const { dimensions } = how;
  const random = randomFrom(how.seed);
  const users = all.offsets.length - 1;
  const rows = uniquePairs(all);
  const columns = transposed(rows, all.items.length);
  const spread = 0.1 / Math.sqrt(dimensions);
  const fresh = (count: number) =>
    Float32Array.from({ length: count * dimensions }, () => (random() + random() + random() - 1.5) * 2 * spread);
  const user = new Float32Array(users * dimensions);
  const item = fresh(all.items.length);
  const solve = new Solve(dimensions);
  const { unseen, regularization, scaling } = how;
  const itemScale = rows.column.length / all.items.length;
  for (let sweep = 0; sweep < how.sweeps; sweep++) {
    solve.side(rows, item, user, gramOf(item, dimensions, unseen), regularization, scaling, unseen * all.items.length);
    solve.side(columns, user, item, gramOf(user, dimensions, unseen), regularization, scaling, unseen * users);
  }
  void itemScale;
  return { dimensions, item, gram: gramOf(item, dimensions, unseen), regularization, scaling };
}

class Solve {
  readonly #dimensions: number;
  readonly #rest: Float64Array;
  readonly #way: Float64Array;
  readonly #image: Float64Array;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#rest = new Float64Array(dimensions);
    this.#way = new Float64Array(dimensions);
    this.#image = new Float64Array(dimensions);
  }

  side(rows: Rows, from: Float32Array, into: Float32Array, gram: Float32Array, l2: number, power: number, base: number): void {
    const d = this.#dimensions;
    for (let row = 0; row + 1 < rows.offsets.length; row++) {
      const used = rows.column.subarray(rows.offsets[row], rows.offsets[row + 1]);
      const answer = into.subarray(row * d, (row + 1) * d);
      if (used.length === 0) answer.fill(0);
      else this.row(used, from, answer, gram, l2 * (used.length + base) ** power, STEPS);
    }
  }

  /** Minimise over `answer`: sum over used (1 - y·x)² + x'Gx + l2·|x|². */
  row(used: ArrayLike<number>, from: Float32Array, answer: Float32Array, gram: Float32Array, l2: number, steps: number): void {
    const d = this.#dimensions;
    const [rest, way] = [this.#rest, this.#way];
    for (let f = 0; f < d; f++) way[f] = answer[f] ?? 0;
    this.#multiply(used, from, gram, l2);
    let size = 0;
    for (let f = 0; f < d; f++) rest[f] = -(this.#image[f] ?? 0);
    for (let u = 0; u < used.length; u++) {
      const start = (used[u] ?? 0) * d;
      for (let f = 0; f < d; f++) rest[f] = (rest[f] ?? 0) + (from[start + f] ?? 0);
    }
    for (let f = 0; f < d; f++) {
      way[f] = rest[f] ?? 0;
      size += (rest[f] ?? 0) ** 2;
    }
    for (let step = 0; step < steps && size > 1e-12; step++) {
      this.#multiply(used, from, gram, l2);
      let along = 0;
      for (let f = 0; f < d; f++) along += (way[f] ?? 0) * (this.#image[f] ?? 0);
      const far = size / along;
      let left = 0;
      for (let f = 0; f < d; f++) {
        answer[f] = (answer[f] ?? 0) + far * (way[f] ?? 0);
        const value = (rest[f] ?? 0) - far * (this.#image[f] ?? 0);
        rest[f] = value;
        left += value * value;
      }
      const turn = left / size;
      for (let f = 0; f < d; f++) way[f] = (rest[f] ?? 0) + turn * (way[f] ?? 0);
      size = left;
    }
  }

  /** image = (sum y y' + G + l2) way */
  #multiply(used: ArrayLike<number>, from: Float32Array, gram: Float32Array, l2: number): void {
    const d = this.#dimensions;
    const [way, image] = [this.#way, this.#image];
    for (let f = 0; f < d; f++) {
      let sum = l2 * (way[f] ?? 0);
      const start = f * d;
      for (let g = 0; g < d; g++) sum += (gram[start + g] ?? 0) * (way[g] ?? 0);
      image[f] = sum;
    }
    for (let u = 0; u < used.length; u++) {
      const start = (used[u] ?? 0) * d;
      let product = 0;
      for (let f = 0; f < d; f++) product += (from[start + f] ?? 0) * (way[f] ?? 0);
      for (let f = 0; f < d; f++) image[f] = (image[f] ?? 0) + product * (from[start + f] ?? 0);
    }
  }
}

/** Turns a visitor's items into a factor. Keeps scratch space. */
export class FoldIn {
  readonly factor: Float32Array;
  readonly #factors: Factors;
  readonly #solve: Solve;

  constructor(factors: Factors) {
    this.#factors = factors;
    this.factor = new Float32Array(factors.dimensions);
    this.#solve = new Solve(factors.dimensions);
  }

  fold(items: ArrayLike<number>): void {
    const { item, gram, regularization, scaling } = this.#factors;
    this.factor.fill(0);
    if (items.length > 0) this.#solve.row(items, item, this.factor, gram, regularization * (items.length + 1) ** scaling, 6);
  }

  score(item: number): number {
    const { dimensions, item: factors } = this.#factors;
    const start = item * dimensions;
    let sum = 0;
    for (let f = 0; f < dimensions; f++) sum += (factors[start + f] ?? 0) * (this.factor[f] ?? 0);
    return sum;
  }
}

function gramOf(factor: Float32Array, d: number, times: number): Float32Array {
  const gram = new Float64Array(d * d);
  for (let start = 0; start < factor.length; start += d) {
    for (let f = 0; f < d; f++) {
      const value = factor[start + f] ?? 0;
      if (value === 0) continue;
      for (let g = 0; g <= f; g++) gram[f * d + g] = (gram[f * d + g] ?? 0) + value * (factor[start + g] ?? 0);
    }
  }
  for (let f = 0; f < d; f++) for (let g = 0; g < f; g++) gram[g * d + f] = gram[f * d + g] ?? 0;
  return Float32Array.from(gram, (sum) => sum * times);
}

function uniquePairs(all: Interactions): Rows {
  const lastUser = new Int32Array(all.items.length).fill(-1);
  const offsets = new Uint32Array(all.offsets.length);
  const column = new Uint32Array(all.item.length);
  let count = 0;
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) {
      const item = all.item[event] ?? 0;
      if (lastUser[item] === user) continue;
      lastUser[item] = user;
      column[count++] = item;
    }
    offsets[user + 1] = count;
  }
  return { offsets, column: column.subarray(0, count) };
}

function transposed({ offsets, column }: Rows, columns: number): Rows {
  const starts = new Uint32Array(columns + 1);
  for (const each of column) starts[each + 1] = (starts[each + 1] ?? 0) + 1;
  for (let each = 1; each <= columns; each++) starts[each] = (starts[each] ?? 0) + (starts[each - 1] ?? 0);
  const next = starts.slice();
  const rows = new Uint32Array(column.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) {
      const each = column[at] ?? 0;
      const place = next[each] ?? 0;
      rows[place] = row;
      next[each] = place + 1;
    }
  }
  return { offsets: starts, column: rows };
}
