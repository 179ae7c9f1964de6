import { Strongest } from "./strongest.ts";

/** Scores by item, sparse: only what was touched is looked at and cleared. Scratch space: one per component and thread. */
export class Scoreboard {
  readonly score: Float32Array;
  /** Sum of the scores and the best of them, as the last `top` found them; the refused count as well. */
  total = 0;
  best = 0;
  readonly #touched: Uint32Array;
  readonly #strongest = new Strongest();
  #count = 0;

  constructor(items: number) {
    this.score = new Float32Array(items);
    this.#touched = new Uint32Array(items);
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

  /** Replace each score; those that become zero leave. */
  scale(change: (score: number, item: number) => number): void {
    const touched = this.#touched;
    let count = 0;
    for (let at = 0; at < this.#count; at++) {
      const item = touched[at] ?? 0;
      const changed = change(this.score[item] ?? 0, item);
      this.score[item] = changed;
      if (changed > 0) touched[count++] = item;
    }
    this.#count = count;
  }

  /** Multiply each score by its item's weight, which is positive. */
  weigh(weights: Float32Array): void {
    const { score } = this;
    const touched = this.#touched;
    for (let at = 0; at < this.#count; at++) {
      const item = touched[at] ?? 0;
      score[item] = (score[item] ?? 0) * (weights[item] ?? 0);
    }
  }

  /** Multiply one item's score, if it has one, by what is above 0. */
  damp(item: number, weight: number): void {
    this.score[item] = (this.score[item] ?? 0) * weight;
  }

  clear(): void {
    const { score } = this;
    const touched = this.#touched;
    for (let at = 0; at < this.#count; at++) score[touched[at] ?? 0] = 0;
    this.#count = 0;
  }

  /** The `wanted` strongest items into `into`, best first, the first touched of equals; how many there are. */
  top(wanted: number, into: Uint32Array, accepts?: (item: number) => boolean): number {
    const touched = this.#touched;
    const strongest = this.#strongest;
    strongest.read(this.score, touched, this.#count);
    this.total = strongest.total;
    this.best = strongest.best;
    const found = strongest.top(wanted, into, accepts && ((place) => accepts(touched[place] ?? 0)));
    for (let at = 0; at < found; at++) into[at] = touched[into[at] ?? 0] ?? 0;
    return found;
  }
}
