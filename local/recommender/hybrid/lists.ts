import type { Component } from "../components/component.ts";
import { Scoreboard } from "../components/scoreboard.ts";
import { Strongest } from "../components/strongest.ts";
import type { History } from "../hold-out.ts";
import type { Candidates } from "./candidates.ts";
import type { ItemFacts } from "./item-facts.ts";
import { type Ranker, RankerScoring } from "./ranker.ts";

/** A list for a visitor, best first. `scores` where the way of listing has comparable ones; they belong to the first items. */
export interface Listed {
  items: number[];
  scores: number[];
}

/** Lists items for a visitor. Keeps scratch space: one per thread. */
export interface Lister {
  list(history: History, limit: number, accepts?: (item: number) => boolean, fatigue?: Fatigue): Listed;
}

/** What items' weights are multiplied with before they are compared; 1 for the others. */
export type Fatigue = ReadonlyMap<number, number>;

/** One component alone, its scores as shares of all it gave, filled up with recently popular items. */
export class ComponentLister implements Lister {
  readonly #component: Component;
  readonly #facts: ItemFacts;
  readonly #repeats: boolean;
  readonly #board: Scoreboard;
  readonly #top = new Uint32Array(512);

  constructor(component: Component, facts: ItemFacts, repeats: boolean) {
    this.#component = component;
    this.#facts = facts;
    this.#repeats = repeats;
    this.#board = new Scoreboard(facts.popularity.length);
  }

  list(history: History, limit: number, accepts?: (item: number) => boolean, fatigue?: Fatigue): Listed {
    this.#component.score(history, this.#board);
    for (const [item, weight] of fatigue ?? []) this.#board.damp(item, weight);
    const wanted = this.#repeats ? accepts : unseen(history, accepts);
    const count = this.#board.top(limit, this.#top, wanted);
    const items = Array.from(this.#top.subarray(0, count));
    const total = this.#board.total;
    const scores = items.map((item) => (this.#board.score[item] ?? 0) / total);
    this.#board.clear();
    if (items.length < limit) fill(items, this.#facts.recentOrder, limit, wanted);
    return { items, scores };
  }
}

/** Candidates from all components, ranked. */
export class HybridLister implements Lister {
  readonly candidates: Candidates;
  readonly #scoring: RankerScoring;
  readonly #places: Uint32Array;
  readonly #strongest = new Strongest();
  readonly #facts: ItemFacts;
  readonly #repeats: boolean;

  constructor(candidates: Candidates, ranker: Ranker, facts: ItemFacts, repeats: boolean) {
    this.candidates = candidates;
    this.#scoring = new RankerScoring(ranker);
    this.#places = new Uint32Array(candidates.items.length);
    this.#facts = facts;
    this.#repeats = repeats;
  }

  /** Scores are a softmax over the candidates. */
  list(history: History, limit: number, accepts?: (item: number) => boolean, fatigue?: Fatigue): Listed {
    this.candidates.gather(history, limit);
    let listed = this.#best(limit, accepts, fatigue);
    // Asking about the best is cheap. Where few of them are accepted, only what is accepted may compete.
    if (accepts && listed.items.length < limit) {
      this.candidates.gather(history, limit, accepts);
      listed = this.#best(limit, undefined, fatigue);
    }
    if (listed.items.length < limit)
      fill(listed.items, this.#facts.order, limit, this.#repeats ? accepts : unseen(history, accepts));
    return listed;
  }

  /** The given items, best first; scores are a softmax over them. */
  rank(history: History, given: ArrayLike<number>): Listed {
    this.candidates.gatherGiven(history, given);
    return this.#best(given.length);
  }

  #best(limit: number, accepts?: (item: number) => boolean, fatigue?: Fatigue): Listed {
    const { items, rows, count, query } = this.candidates;
    const strongest = this.#strongest;
    const places = this.#places;
    this.#scoring.score(rows, count, query);
    if (fatigue) this.#damp(fatigue);
    strongest.readPowers(this.#scoring.scores, count);
    const wanted = Math.min(limit, places.length);
    const found = strongest.top(wanted, places, accepts && ((place) => accepts(items[place] ?? 0)));
    const listed: Listed = { items: [], scores: [] };
    for (let at = 0; at < found; at++) {
      const place = places[at] ?? 0;
      listed.items.push(items[place] ?? 0);
      listed.scores.push(strongest.at(place) / strongest.total);
    }
    return listed;
  }

  /** Scores are logarithms of weights. */
  #damp(fatigue: Fatigue): void {
    const { items, count } = this.candidates;
    const { scores } = this.#scoring;
    for (let place = 0; place < count; place++)
      scores[place] = (scores[place] ?? 0) + Math.log(fatigue.get(items[place] ?? 0) ?? 1);
  }
}

function unseen({ item }: History, accepts?: (item: number) => boolean): ((item: number) => boolean) | undefined {
  if (item.length === 0) return accepts;
  const seen = new Set<number>();
  for (let at = 0; at < item.length; at++) seen.add(item[at] ?? 0);
  return (each) => !seen.has(each) && (!accepts || accepts(each));
}

/** Append items in the given order until there are `limit`, none twice, none refused. */
export function fill(items: number[], order: Uint32Array, limit: number, accepts?: (item: number) => boolean): void {
  const present = new Set(items);
  for (let at = 0; at < order.length && items.length < limit; at++) {
    const item = order[at] ?? 0;
    if (!present.has(item) && (!accepts || accepts(item))) items.push(item);
  }
}
