import type { Component } from "../components/component.ts";
import { Scoreboard } from "../components/scoreboard.ts";
import { type ItemContent, Taste } from "../content.ts";
import type { History } from "../hold-out.ts";

/** What is known of items whoever asks. */
export interface ItemFacts {
  /** Unique users. */
  popularity: Float32Array;
  /** Unique users in the newest part of the data. */
  recent: Float32Array;
  /** All items, most popular first, and by recent popularity. */
  order: Uint32Array;
  recentOrder: Uint32Array;
  /** How lately each item was used: 1 for the newest event, falling with its age. */
  freshness: Float32Array;
  /** How often visitors come back to each item. */
  returning: Float32Array;
  /** What the items are like, where that is known. */
  content?: ItemContent;
  /** How much an event of each type says about wanting the item again. */
  typeWeight: Float32Array;
}

export interface CandidateRules {
  /** Taken from each component. */
  each: number;
  /** Popular and recently popular items that always compete. */
  popular: number;
  /** Whether the visitor's own items compete; otherwise they are left out. */
  repeats: boolean;
  /** False: the order and age of events say nothing. */
  recency?: boolean;
}

/** Features of an item that does not depend on any one component; see `#describe`. */
const OWN_FEATURES = 14;
const PER_COMPONENT = 3;
/** Numbers kept side by side for each item: log popularity, log recent popularity, freshness, returning. */
const FACTS = 4;
/** A list to be ranked is this long at most. */
const MOST_GIVEN = 500;
/** Own items that compete. */
const OWN_ITEMS = 60;
/** How much an event counts, by how many come after it. */
const FADING = Float64Array.from({ length: 200 }, (_, back) => (1 + back) ** -0.6);

/** Gathers candidates from the components and describes each to the ranker. Keeps scratch space. */
export class Candidates {
  readonly features: number;
  /** The candidates of the last query and their features, row by row. */
  readonly items: Uint32Array;
  readonly rows: Float32Array;
  count = 0;

  readonly #components: readonly Component[];
  readonly #facts: ItemFacts;
  readonly #rules: CandidateRules;
  readonly #boards: Scoreboard[];
  readonly #tops: Uint32Array[];
  readonly #topCounts: number[];
  readonly #placeOf: Int32Array;
  readonly #own: {
    item: Uint32Array;
    recency: Float32Array;
    times: Float32Array;
    worth: Float32Array;
    after: Float32Array;
    count: number;
  };
  readonly #ownPlace: Int32Array;
  readonly #itemFacts: Float32Array;
  readonly #taste: Taste | undefined;

  constructor(components: readonly Component[], facts: ItemFacts, rules: CandidateRules) {
    const items = facts.popularity.length;
    const most = Math.max(MOST_GIVEN, components.length * rules.each + 2 * rules.popular + OWN_ITEMS);
    this.features = components.length * PER_COMPONENT + OWN_FEATURES;
    this.items = new Uint32Array(most);
    this.rows = new Float32Array(most * this.features);
    this.#components = components;
    this.#facts = facts;
    this.#rules = rules;
    this.#boards = components.map(() => new Scoreboard(items));
    this.#tops = components.map(() => new Uint32Array(rules.each));
    this.#topCounts = components.map(() => 0);
    this.#placeOf = new Int32Array(items).fill(-1);
    const own = () => new Float32Array(OWN_ITEMS);
    this.#own = {
      item: new Uint32Array(OWN_ITEMS),
      recency: own(),
      times: own(),
      worth: own(),
      after: own(),
      count: 0,
    };
    this.#ownPlace = new Int32Array(items).fill(-1);
    this.#itemFacts = sideBySide(facts, rules.recency ?? true);
    this.#taste = facts.content && new Taste(facts.content);
  }

  /** The given items are the candidates, each once. */
  gatherGiven(history: History, given: ArrayLike<number>): void {
    this.#readOwn(history);
    this.count = 0;
    this.#scoreAll(history, undefined);
    for (let at = 0; at < Math.min(given.length, this.items.length); at++) this.#admit(given[at] ?? 0);
    this.#describe(history);
    this.#clear();
  }

  gather(history: History, accepts?: (item: number) => boolean): void {
    const { popular, repeats } = this.#rules;
    this.#readOwn(history);
    const wanted =
      repeats || this.#own.count === 0
        ? accepts
        : (item: number) => this.#ownPlace[item] === -1 && (!accepts || accepts(item));
    this.count = 0;
    this.#scoreAll(history, wanted);
    for (let at = 0; at < this.#tops.length; at++) {
      const ranked = this.#topCounts[at] ?? 0;
      for (let rank = 0; rank < ranked; rank++) this.#admit(this.#tops[at]?.[rank] ?? 0);
    }
    if (repeats)
      for (let at = 0; at < this.#own.count; at++)
        if (!accepts || accepts(this.#own.item[at] ?? 0)) this.#admit(this.#own.item[at] ?? 0);
    this.#admitFirst(this.#facts.recentOrder, popular, wanted);
    this.#admitFirst(this.#facts.order, popular, wanted);
    this.#describe(history);
    this.#clear();
  }

  #scoreAll(history: History, wanted?: (item: number) => boolean): void {
    for (let at = 0; at < this.#components.length; at++) {
      const component = this.#components[at];
      const board = this.#boards[at];
      const top = this.#tops[at];
      if (!component || !board || !top) continue;
      component.score(history, board);
      this.#topCounts[at] = board.top(this.#rules.each, top, wanted);
    }
  }

  #admitFirst(order: Uint32Array, most: number, wanted?: (item: number) => boolean): void {
    for (let at = 0, taken = 0; at < order.length && taken < most && at < 20 * most; at++) {
      const item = order[at] ?? 0;
      if (wanted && !wanted(item)) continue;
      this.#admit(item);
      taken++;
    }
  }

  #admit(item: number): void {
    if (this.#placeOf[item] !== -1) return;
    this.#placeOf[item] = this.count;
    this.items[this.count++] = item;
  }

  /** Distinct items of the history, the newest first, with recency, times and worth. */
  #readOwn({ item, type }: History): void {
    const own = this.#own;
    own.count = 0;
    for (let at = item.length - 1, back = 0; at >= 0; at--, back++) {
      const used = item[at] ?? 0;
      let place = this.#ownPlace[used] ?? -1;
      if (place === -1) {
        if (own.count === OWN_ITEMS) break;
        place = own.count++;
        this.#ownPlace[used] = place;
        own.item[place] = used;
        own.recency[place] = 1 / (1 + back);
        own.times[place] = 0;
        own.worth[place] = 0;
        own.after[place] = 0;
      }
      own.times[place] = (own.times[place] ?? 0) + 1;
      const worth = (this.#facts.typeWeight[type[at] ?? 0] ?? 1) * (FADING[Math.min(back, FADING.length - 1)] ?? 0);
      own.worth[place] = (own.worth[place] ?? 0) + worth;
      // What the visitor did last time after the item they are at now.
      if (back > 0 && used === item[item.length - 1]) {
        const next = this.#ownPlace[item[at + 1] ?? 0] ?? -1;
        if (next !== -1) own.after[next] = (own.after[next] ?? 0) + 1;
      }
    }
  }

  #describe({ item }: History): void {
    const { features, rows, count } = this;
    rows.fill(0, 0, count * features);
    for (let at = 0; at < this.#boards.length; at++) this.#describeByComponent(at);
    const { recency = true } = this.#rules;
    const facts = this.#itemFacts;
    const own = this.#own;
    const first = this.#boards.length * PER_COMPONENT;
    const length = Math.log1p(item.length) / 4;
    const variety = item.length === 0 ? 0 : own.count / Math.min(item.length, OWN_ITEMS);
    const isFilled = (this.#topCounts[0] ?? 0) === this.#rules.each ? 1 : 0;
    this.#taste?.read(item);
    for (let place = 0; place < count; place++) {
      const each = this.items[place] ?? 0;
      const start = place * features + first;
      const fact = each * FACTS;
      rows[start] = facts[fact] ?? 0;
      rows[start + 1] = facts[fact + 1] ?? 0;
      rows[start + 2] = length;
      rows[start + 3] = variety;
      rows[start + 9] = facts[fact + 2] ?? 0;
      rows[start + 10] = isFilled;
      if (this.#taste) rows[start + 13] = this.#taste.of(each);
      const mine = this.#ownPlace[each] ?? -1;
      if (mine === -1) continue;
      rows[start + 4] = 1;
      if (recency) rows[start + 5] = own.recency[mine] ?? 0;
      rows[start + 6] = Math.log1p(own.times[mine] ?? 0) / 2;
      if (recency) rows[start + 7] = mine === 0 ? 1 : 0;
      rows[start + 8] = Math.min(2, (own.worth[mine] ?? 0) / 2);
      rows[start + 11] = Math.min(2, own.after[mine] ?? 0) / 2;
      rows[start + 12] = facts[fact + 3] ?? 0;
    }
  }

  /** What one component says of the candidates: its score by the best and by the sum, and its rank. */
  #describeByComponent(at: number): void {
    const { features, rows, count, items } = this;
    const board = this.#boards[at];
    const top = this.#tops[at];
    const ranked = this.#topCounts[at] ?? 0;
    if (!board || !top || ranked === 0) return;
    const { score, total } = board;
    const best = score[top[0] ?? 0] ?? 0;
    for (let place = 0, cell = at * PER_COMPONENT; place < count; place++, cell += features) {
      const own = score[items[place] ?? 0] ?? 0;
      if (own === 0) continue;
      rows[cell] = own / best;
      rows[cell + 1] = Math.sqrt(own / total);
    }
    const column = at * PER_COMPONENT + 2;
    for (let rank = 0; rank < ranked; rank++)
      rows[(this.#placeOf[top[rank] ?? 0] ?? 0) * features + column] = 1 / (1 + rank);
  }

  #clear(): void {
    for (const board of this.#boards) board.clear();
    for (let at = 0; at < this.count; at++) this.#placeOf[this.items[at] ?? 0] = -1;
    for (let at = 0; at < this.#own.count; at++) this.#ownPlace[this.#own.item[at] ?? 0] = -1;
  }
}

/** What is known of each item whoever asks, next to each other, so that a candidate's are read at once. */
function sideBySide({ popularity, recent, freshness, returning }: ItemFacts, recency: boolean): Float32Array {
  const popular = logScaled(popularity);
  const lately = logScaled(recent);
  const all = new Float32Array(popularity.length * FACTS);
  for (let item = 0; item < popularity.length; item++) {
    all[item * FACTS] = popular[item] ?? 0;
    if (recency) all[item * FACTS + 1] = lately[item] ?? 0;
    if (recency) all[item * FACTS + 2] = freshness[item] ?? 0;
    all[item * FACTS + 3] = returning[item] ?? 0;
  }
  return all;
}

/** log(1 + x), divided by the largest. */
function logScaled(counts: Float32Array): Float32Array {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  return counts.map((count) => Math.log1p(count) / Math.log1p(most));
}
