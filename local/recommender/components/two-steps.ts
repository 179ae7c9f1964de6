import type { History } from "../hold-out.ts";
import type { Component } from "./component.ts";
import { type Attention, ItemNeighbours, type Neighbours } from "./item-neighbours.ts";
import { Scoreboard } from "./scoreboard.ts";

/** How many neighbours are followed, and how many of theirs. */
const FOLLOWED = 20;
const EACH = 15;

/** Neighbours of neighbours: where data are sparse, the item wanted may share no visitor with the last ones. */
export class TwoSteps implements Component {
  readonly name = "two steps";
  readonly follows = "co-occurrence";
  readonly #first: ItemNeighbours;
  readonly #neighbours: Neighbours;
  readonly #board: Scoreboard;
  readonly #top = new Uint32Array(FOLLOWED);

  constructor(neighbours: Neighbours, attention: Attention) {
    this.#first = new ItemNeighbours("", neighbours, attention);
    this.#neighbours = neighbours;
    this.#board = new Scoreboard(neighbours.offsets.length - 1);
  }

  score(history: History, board: Scoreboard, followed?: Scoreboard): void {
    const { offsets, item, score } = this.#neighbours;
    const first = followed ?? this.#board;
    if (!followed) this.#first.score(history, first);
    const count = first.top(FOLLOWED, this.#top);
    for (let n = 0; n < count; n++) {
      const step = this.#top[n] ?? 0;
      const weight = first.score[step] ?? 0;
      const start = offsets[step] ?? 0;
      const end = Math.min(start + EACH, offsets[step + 1] ?? 0);
      for (let at = start; at < end; at++) board.add(item[at] ?? 0, weight * (score[at] ?? 0));
    }
    if (!followed) first.clear();
  }
}
