/** Scores by item, sparse: only what was touched is looked at and cleared. Scratch space: one per component and thread. */
export class Scoreboard {
  readonly score: Float64Array;
  readonly #touched: Uint32Array;
  readonly #heapItem: Uint32Array;
  readonly #heapScore: Float64Array;
  #count = 0;

  constructor(items: number, mostWanted = 512) {
    this.score = new Float64Array(items);
    this.#touched = new Uint32Array(items);
    this.#heapItem = new Uint32Array(mostWanted);
    this.#heapScore = new Float64Array(mostWanted);
  }

  /** How many items have a score. */
  get size(): number {
    return this.#count;
  }

  /** Amounts are positive. */
  add(item: number, amount: number): void {
    const before = this.score[item] ?? 0;
    if (before === 0) this.#touched[this.#count++] = item;
    this.score[item] = before + amount;
  }

  /** Replace each score; zero keeps the item out of `top`. */
  scale(change: (score: number, item: number) => number): void {
    for (let at = 0; at < this.#count; at++) {
      const item = this.#touched[at] ?? 0;
      this.score[item] = change(this.score[item] ?? 0, item);
    }
  }

  /** Sum of the scores. */
  total(): number {
    let sum = 0;
    for (let at = 0; at < this.#count; at++) sum += this.score[this.#touched[at] ?? 0] ?? 0;
    return sum;
  }

  clear(): void {
    for (let at = 0; at < this.#count; at++) this.score[this.#touched[at] ?? 0] = 0;
    this.#count = 0;
  }

  /** The `wanted` strongest items into `into`, best first, ties to the lower number; how many there are. */
  top(wanted: number, into: Uint32Array, accepts?: (item: number) => boolean): number {
    const items = this.#heapItem;
    const scores = this.#heapScore;
    const most = Math.min(wanted, items.length);
    let size = 0;
    for (let at = 0; at < this.#count; at++) {
      const item = this.#touched[at] ?? 0;
      const score = this.score[item] ?? 0;
      if (size === most && (most === 0 || !isBefore(score, item, scores[0] ?? 0, items[0] ?? 0))) continue;
      if (accepts && !accepts(item)) continue;
      if (size < most) siftUp(items, scores, size++, item, score);
      else siftDown(items, scores, size, item, score);
    }
    for (let left = size; left > 0; left--) {
      into[left - 1] = items[0] ?? 0;
      siftDown(items, scores, left - 1, items[left - 1] ?? 0, scores[left - 1] ?? 0);
    }
    return size;
  }
}

const isBefore = (score: number, item: number, otherScore: number, otherItem: number): boolean =>
  score > otherScore || (score === otherScore && item < otherItem);

/** The weakest is at the root: it is the one to be replaced. */
function siftUp(items: Uint32Array, scores: Float64Array, from: number, item: number, score: number): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(scores[parent] ?? 0, items[parent] ?? 0, score, item)) break;
    items[at] = items[parent] ?? 0;
    scores[at] = scores[parent] ?? 0;
    at = parent;
  }
  items[at] = item;
  scores[at] = score;
}

function siftDown(items: Uint32Array, scores: Float64Array, size: number, item: number, score: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    const right = child + 1;
    if (right < size && isBefore(scores[child] ?? 0, items[child] ?? 0, scores[right] ?? 0, items[right] ?? 0))
      child = right;
    if (!isBefore(score, item, scores[child] ?? 0, items[child] ?? 0)) break;
    items[at] = items[child] ?? 0;
    scores[at] = scores[child] ?? 0;
    at = child;
  }
  items[at] = item;
  scores[at] = score;
}
