import type { History } from "../hold-out.ts";
import type { Component } from "./component.ts";
import type { Scoreboard } from "./scoreboard.ts";

/** As many as the longest history leaves out, and the longest list. */
const MOST = 1000;

/** The same items for everybody, best first. */
export class Popular implements Component {
  readonly name: string;
  readonly #order: Uint32Array;
  readonly #count: Float32Array;

  constructor(name: string, order: Uint32Array, count: Float32Array) {
    this.name = name;
    this.#order = order.subarray(0, MOST);
    this.#count = count;
  }

  score(_history: History, board: Scoreboard): void {
    for (const item of this.#order) {
      const count = this.#count[item] ?? 0;
      if (count > 0) board.add(item, count);
    }
  }
}
