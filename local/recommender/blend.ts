import type { Neighbours } from "./co-occurrence.ts";
import type { History } from "./hold-out.ts";
import { strongest } from "./strongest.ts";

/** How the parts of a visitor's score are weighed; found on the validation part, see `validate.ts`. */
export interface BlendWeights {
  /** An own event `n` events back counts `(1 + n) ** -fading` for its item. */
  fading: number;
  /** Own items, as against what others used beside them. */
  own: number;
  /** Items that others used beside the visitor's recent ones. */
  together: number;
  /** How fast the visitor's older items stop asking for neighbours: `(1 + n) ** -attention`. */
  attention: number;
  popular: number;
}

/** What the blend weighs. All over one numbering of the items. */
export interface Parts {
  neighbours: Neighbours;
  /** Unique users per item, divided by the largest. */
  popularity: Float32Array;
  /** Every item, most popular first. */
  order: Uint32Array;
  /** How much an event of each type says about wanting the item again. */
  typeWeight: Float32Array;
}

export interface Ranked {
  items: number[];
  scores: Float64Array;
}

/** Own events looked at, and those whose neighbours are. */
export const HISTORY_EVENTS = 100;
const ASKING_EVENTS = 30;
/** The most popular items that always compete. */
const POPULAR_CANDIDATES = 100;

/** Scores items for a visitor: own history, what goes with it, and popularity. Keeps scratch space, so one per thread. */
export class Blend {
  readonly #parts: Parts;
  readonly #score: Float64Array;
  #touched: number[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#score = new Float64Array(parts.popularity.length);
  }

  /** The best `limit` of the accepted items, filled up with popular ones. */
  top(history: History, weights: BlendWeights, limit: number, accepts?: (item: number) => boolean): Ranked {
    this.#scoreAll(history, weights);
    const candidates = accepts ? this.#touched.filter(accepts) : this.#touched;
    const items = strongest(candidates, this.#score, limit);
    if (items.length < limit) fill(items, this.#parts.order, limit, accepts);
    return this.#answer(items);
  }

  /** The given items, best first. */
  rank(history: History, weights: BlendWeights, list: number[]): Ranked {
    this.#scoreAll(history, weights);
    for (const item of list) this.#add(item, weights.popular * (this.#parts.popularity[item] ?? 0) * 1e-3);
    return this.#answer(strongest(list, this.#score, list.length));
  }

  /** Softmax: over the whole catalogue, of which the untouched have score 0. */
  #answer(items: number[]): Ranked {
    let sum = this.#score.length - this.#touched.length;
    for (const item of this.#touched) sum += Math.exp(this.#score[item] ?? 0);
    const scores = Float64Array.from(items, (item) => Math.exp(this.#score[item] ?? 0) / sum);
    return { items, scores };
  }

  #scoreAll(history: History, weights: BlendWeights): void {
    for (const item of this.#touched) this.#score[item] = 0;
    this.#touched = [];
    const { popularity, order } = this.#parts;
    const events = history.item.length;
    for (let back = 0; back < Math.min(events, HISTORY_EVENTS); back++) {
      const event = events - 1 - back;
      const item = history.item[event] ?? 0;
      const type = this.#parts.typeWeight[history.type[event] ?? 0] ?? 1;
      this.#add(item, weights.own * type * (1 + back) ** -weights.fading);
      if (back < ASKING_EVENTS) this.#addNeighbours(item, weights.together * (1 + back) ** -weights.attention);
    }
    for (let at = 0; at < Math.min(order.length, POPULAR_CANDIDATES); at++) {
      const item = order[at] ?? 0;
      this.#add(item, weights.popular * (popularity[item] ?? 0));
    }
  }

  #addNeighbours(item: number, weight: number): void {
    const { offsets, item: neighbour, score } = this.#parts.neighbours;
    const end = offsets[item + 1] ?? 0;
    for (let at = offsets[item] ?? 0; at < end; at++) this.#add(neighbour[at] ?? 0, weight * (score[at] ?? 0));
  }

  #add(item: number, amount: number): void {
    const before = this.#score[item] ?? 0;
    if (before === 0) {
      if (amount === 0) return;
      this.#touched.push(item);
    }
    this.#score[item] = before + amount;
  }
}

/** Append items in the given order until there are `limit`, none twice, none refused. */
export function fill(items: number[], order: Uint32Array, limit: number, accepts?: (item: number) => boolean): void {
  const present = new Set(items);
  for (let at = 0; at < order.length && items.length < limit; at++) {
    const item = order[at] ?? 0;
    if (!present.has(item) && (!accepts || accepts(item))) items.push(item);
  }
}

/** What others used beside an item, strongest first, filled up with popular items; never the item itself. */
export function relatedItems(
  parts: Parts,
  asked: number,
  limit: number,
  accepts?: (item: number) => boolean,
): number[] {
  const isWanted = (item: number) => item !== asked && (!accepts || accepts(item));
  const { offsets, item } = parts.neighbours;
  const items = [
    ...item
      .subarray(offsets[asked], offsets[asked + 1])
      .filter(isWanted)
      .subarray(0, limit),
  ];
  fill(items, parts.order, limit, isWanted);
  return items;
}
