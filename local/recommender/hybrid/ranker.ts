import { layoutOf, padded, rowsTogether, scoreRowsModule } from "../simd/score-rows.ts";

/** Scores one candidate by its features: a linear part plus a small hidden layer of rectified units. */
export interface Ranker {
  features: number;
  hidden: number;
  /** `linear[f]`, then for each feature its `hidden` weights, then the hidden biases, then the output weights. */
  weights: Float32Array;
  /** For each number that is the same for all candidates of a query, its `hidden` weights; none where no query was looked at. */
  ofQuery?: Float32Array;
}

export const weightsOf = (features: number, hidden: number): number => features + features * hidden + 2 * hidden;

/** Addresses in bytes; see `scoreRowsModule`. */
type Run = (row: number, end: number, score: number) => void;

/** Scores rows of features, four units at a time (WebAssembly SIMD). */
export class RankerScoring {
  /** Of the last rows scored. */
  scores = new Float32Array(0);
  readonly #ranker: Ranker;
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #run: Run;
  #floats = new Float32Array(this.#memory.buffer);
  #most = 0;

  constructor(ranker: Ranker) {
    this.#ranker = ranker;
    const { exports } = new WebAssembly.Instance(moduleFor(ranker), { host: { memory: this.#memory } });
    this.#run = exports["run"] as Run;
  }

  /** `query`: what is the same for all rows; it moves the units' biases once and costs nothing by row. */
  score(rows: Float32Array, count: number, query?: Float32Array): void {
    const { features, hidden } = this.#ranker;
    if (count > this.#most) this.#makeRoom(2 * count);
    if (query) this.#readQuery(query);
    const start = layoutOf(features, hidden).rows;
    this.#floats.set(rows.subarray(0, count * features), start / 4);
    if (count > 0) this.#run(start, start + count * features * 4, this.scores.byteOffset);
  }

  #readQuery(query: Float32Array): void {
    const { features, hidden, weights, ofQuery } = this.#ranker;
    if (!ofQuery) return;
    const into = layoutOf(features, hidden).biases / 4;
    const biases = features + features * hidden;
    for (let h = 0; h < hidden; h++) {
      let bias = weights[biases + h] ?? 0;
      for (let q = 0; q < query.length; q++) bias += (query[q] ?? 0) * (ofQuery[q * hidden + h] ?? 0);
      this.#floats[into + h] = bias;
    }
  }

  #makeRoom(most: number): void {
    const { features, hidden, weights } = this.#ranker;
    const at = layoutOf(features, hidden);
    const places = most + rowsTogether(hidden);
    const scores = at.rows + (places + 1) * features * 4;
    const missing = scores + places * 4 - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65_536));
    const floats = new Float32Array(this.#memory.buffer);
    const [units, biases] = [padded(hidden), features + features * hidden];
    floats.set(weights.subarray(0, features), at.linear / 4);
    for (let f = 0; f < features; f++)
      floats.set(weights.subarray(features + f * hidden, features + (f + 1) * hidden), at.weights / 4 + f * units);
    floats.set(weights.subarray(biases, biases + hidden), at.biases / 4);
    floats.set(weights.subarray(biases + hidden), at.outputs / 4);
    this.#floats = floats;
    this.scores = floats.subarray(scores / 4, scores / 4 + places);
    this.#most = most;
  }
}

const modules = new Map<string, WebAssembly.Module>();

function moduleFor({ features, hidden }: Ranker): WebAssembly.Module {
  const shape = `${features} ${hidden}`;
  const known = modules.get(shape) ?? new WebAssembly.Module(scoreRowsModule(features, hidden));
  modules.set(shape, known);
  return known;
}
