import type { History } from "../hold-out.ts";
import { comesAgain } from "./comes-again.ts";
import type { Component } from "./component.ts";
import { select } from "./most-similar.ts";
import type { Scoreboard } from "./scoreboard.ts";
import { MOST_EVENTS, type SessionIndex } from "./session-index.ts";

/** How sessions are compared. Source: Kersbergen et al., "Serenade" (SIGMOD 2022): VMIS-kNN; the direction is ours. */
export interface SessionComparing {
  /** The visitor's item `n` distinct items back counts `(1 + n) ** -fading`. */
  fading: number;
  /** How many items back are compared. */
  depth: number;
  /** The newest sessions with an item that are looked at. */
  sample: number;
  /** The most similar sessions that are asked. */
  asked: number;
  /** Similarity is divided by the session's length to this power. */
  length: number;
  /** An item `d` events after the shared one counts `reach ** d`; before it, `backward` times that. */
  reach: number;
  backward: number;
  /** Items' scores are multiplied by log(sessions / popularity) to this power. */
  rarity: number;
}

/** Scores what the sessions most like the visitor's have in them. */
export class SessionNeighbours implements Component {
  readonly name = "sessions";
  readonly index: SessionIndex;
  readonly how: SessionComparing;
  readonly #similarity: Float32Array;
  readonly #shared: Int32Array;
  readonly #found: Uint32Array;
  readonly #weight: Float32Array;
  readonly #backward: Float64Array;
  readonly #itemWeight: Float32Array;
  readonly #historyWeight: Float64Array;
  readonly #lengthWeight: Float64Array;
  readonly #fresh: SessionNeighbours | undefined;

  /** `fresh`: sessions that came after the index was made. */
  constructor(index: SessionIndex, how: SessionComparing, fresh?: SessionIndex, scratch?: SessionNeighbours) {
    this.index = index;
    this.how = how;
    this.#fresh = fresh && new SessionNeighbours(fresh, how);
    const sessions = index.eventOffsets.length - 1;
    this.#similarity = scratch ? scratch.#similarity : new Float32Array(sessions);
    this.#shared = scratch ? scratch.#shared : new Int32Array(sessions);
    this.#found = scratch ? scratch.#found : new Uint32Array(sessions);
    this.#weight = Float32Array.from({ length: MOST_EVENTS + 1 }, (_, d) => how.reach ** d);
    this.#backward = Float64Array.from(this.#weight, (weight) => how.backward * weight);
    this.#itemWeight = index.rarity.map((rarity) => rarity ** how.rarity);
    this.#historyWeight = Float64Array.from({ length: how.depth }, (_, back) => (1 + back) ** -how.fading);
    this.#lengthWeight = Float64Array.from({ length: MOST_EVENTS + 1 }, (_, events) => events ** -how.length);
  }

  score(history: History, board: Scoreboard): void {
    this.#scoreOwn(history, board);
    if (this.#fresh) this.#fresh.#scoreOwn({ ...history, self: history.selfFresh }, board);
    if (this.how.rarity !== 0) board.weigh(this.#itemWeight);
  }

  #scoreOwn(history: History, board: Scoreboard): void {
    const found = this.#compare(history);
    const asked = this.#mostSimilar(found);
    for (let n = 0; n < asked; n++) this.#ask(this.#found[n] ?? 0, board);
    for (let n = 0; n < found; n++) this.#similarity[this.#found[n] ?? 0] = 0;
  }

  /** Fills `#found` with the sessions that share an item; how many. */
  #compare({ item, self = -1 }: History): number {
    const { depth, sample } = this.how;
    const { offsets, session } = this.index;
    const first = Math.max(0, item.length - 2 * depth);
    let found = 0;
    let compared = 0;
    for (let at = item.length - 1; at >= first && compared < depth; at--) {
      const shared = item[at] ?? 0;
      if (shared + 1 >= offsets.length || comesAgain(item, at)) continue;
      const weight = this.#historyWeight[compared++] ?? 0;
      const start = offsets[shared] ?? 0;
      const end = Math.min(offsets[shared + 1] ?? 0, start + sample);
      for (let n = start; n < end; n++) {
        const other = session[n] ?? 0;
        if (other === self) continue;
        const before = this.#similarity[other] ?? 0;
        if (before === 0) {
          this.#found[found++] = other;
          this.#shared[other] = shared;
        }
        this.#similarity[other] = before + weight;
      }
    }
    return found;
  }

  /** Brings the most similar sessions to the front of `#found`, the newer of equals; how many. */
  #mostSimilar(found: number): number {
    const { asked, length } = this.how;
    const { eventOffsets } = this.index;
    if (length !== 0) {
      for (let n = 0; n < found; n++) {
        const session = this.#found[n] ?? 0;
        const events = (eventOffsets[session + 1] ?? 0) - (eventOffsets[session] ?? 0);
        this.#similarity[session] = (this.#similarity[session] ?? 0) * (this.#lengthWeight[events] ?? 0);
      }
    }
    if (found > asked) select(this.#found, this.#similarity, found, asked);
    return Math.min(found, asked);
  }

  #ask(session: number, board: Scoreboard): void {
    const { eventOffsets, item } = this.index;
    const start = eventOffsets[session] ?? 0;
    const end = eventOffsets[session + 1] ?? 0;
    const shared = this.#shared[session] ?? 0;
    const similarity = this.#similarity[session] ?? 0;
    let place = end - 1;
    while (place > start && item[place] !== shared) place--;
    const backward = this.#backward;
    for (let at = start, d = place - start; at <= place; at++, d--)
      board.add(item[at] ?? 0, similarity * (backward[d] ?? 0));
    const forward = this.#weight;
    for (let at = place + 1, d = 1; at < end; at++, d++) board.add(item[at] ?? 0, similarity * (forward[d] ?? 0));
  }
}
