import type { History } from "../hold-out.ts";
import { comesAgain } from "./comes-again.ts";
import type { Component } from "./component.ts";
import type { Scoreboard } from "./scoreboard.ts";

/** How pairs of items used near each other are counted. */
export interface PairCounting {
  /** How many events apart two events may be. */
  window: number;
  /** A pair `d` events apart counts `decay ** (d - 1)`. */
  decay: number;
  /** What came before an item says less than what came after it: it counts this much. */
  backward: number;
  /** Division by the neighbour's popularity to this power: 0 raw counts, .5 with `ownDiscount` .5 cosine, 1 lift. */
  discount: number;
  ownDiscount: number;
  /** Added to both popularities, so that few events cannot look like certainty. */
  shrinkage: number;
  /** Pairs that were counted less are not kept. */
  least?: number;
  /** Whether an item that follows itself is its own neighbour. */
  repeats?: boolean;
  /** Neighbours kept for each item. */
  kept: number;
}

/** How a visitor's items ask for neighbours. */
export interface Attention {
  /** The item `n` distinct items back counts `(1 + n) ** -fading`. */
  fading: number;
  /** How many items back ask. */
  depth: number;
}

/** For each item its strongest neighbours: those of `i` are `[offsets[i], offsets[i + 1])`, strongest first. */
export interface Neighbours {
  offsets: Uint32Array;
  item: Uint32Array;
  score: Float32Array;
}

/** Scores the neighbours of what the visitor used last. */
export class ItemNeighbours implements Component {
  readonly name: string;
  readonly neighbours: Neighbours;
  readonly attention: Attention;
  readonly #weights: Float64Array;

  constructor(name: string, neighbours: Neighbours, attention: Attention) {
    this.name = name;
    this.neighbours = neighbours;
    this.attention = attention;
    this.#weights = Float64Array.from({ length: attention.depth }, (_, back) => (1 + back) ** -attention.fading);
  }

  score({ item }: History, board: Scoreboard): void {
    const { depth } = this.attention;
    const { offsets, item: neighbour, score } = this.neighbours;
    const most = offsets.length - 1;
    const first = Math.max(0, item.length - 2 * depth);
    let asked = 0;
    for (let at = item.length - 1; at >= first && asked < depth; at--) {
      const asking = item[at] ?? 0;
      if (asking >= most || comesAgain(item, at)) continue;
      const weight = this.#weights[asked++] ?? 0;
      const end = offsets[asking + 1] ?? 0;
      for (let n = offsets[asking] ?? 0; n < end; n++) board.add(neighbour[n] ?? 0, weight * (score[n] ?? 0));
    }
  }
}
