import type { Component } from "../components/component.ts";
import { Scoreboard } from "../components/scoreboard.ts";
import { Strongest } from "../components/strongest.ts";
import { Taste } from "../content.ts";
import type { History } from "../hold-out.ts";
import { PER_COMPONENT, writeComponent } from "./component-columns.ts";
import { EMBEDDING_COLUMNS, EmbeddingColumns } from "./embedding-columns.ts";
import { ERA_COLUMNS, writeEra } from "./era-columns.ts";
import { EVIDENCE_COLUMNS, EvidenceColumns } from "./evidence-columns.ts";
import { type ItemFacts, sideBySide } from "./item-facts.ts";
import { OWN_COLUMNS, writeOwn } from "./own-columns.ts";
import { OWN_ITEMS, OwnItems } from "./own-items.ts";
import { QUERY, QUERY_COLUMNS, writeQuery } from "./query-columns.ts";
import type { Sheet } from "./sheet.ts";

export interface CandidateRules {
  /** Taken from each component, unless a longer list is wanted. */
  each: number;
  /** Kept of these, if no longer list is wanted: what several components name, and name early. Absent: all. */
  most?: number;
  /** Popular and recently popular items that always compete. */
  popular: number;
  /** Whether the visitor's own items compete; otherwise they are left out. */
  repeats: boolean;
  /** False: the order and age of events say nothing. */
  recency?: boolean;
}

/** Named `n`th, an item is named as strongly as 1 / (this + n). */
const EARLY = 10;
/** A list is this long at most, given or wanted. */
const LONGEST = 500;

interface Source {
  component: Component;
  /** Of the component that this one goes on from. */
  followed: Scoreboard | undefined;
  board: Scoreboard;
  top: Uint32Array;
  ranked: number;
}

/** Gathers candidates from the components and describes each to the ranker. Keeps scratch space. */
export class Candidates implements Sheet {
  readonly features: number;
  readonly items: Uint32Array;
  readonly rows: Float32Array;
  readonly placeOf: Int32Array;
  count = 0;
  /** What the ranker is told of the query, whichever the candidate. */
  readonly query = new Float32Array(QUERY_COLUMNS);

  readonly #facts: ItemFacts;
  readonly #rules: CandidateRules;
  readonly #sources: Source[];
  readonly #own: OwnItems;
  readonly #itemFacts: Float32Array;
  readonly #evidence: EvidenceColumns | undefined;
  readonly #embeddings: EmbeddingColumns | undefined;
  readonly #taste: Taste | undefined;
  /** By place, how strongly components name it. */
  readonly #claims: Float32Array;
  readonly #kept: Uint32Array;
  readonly #strongest = new Strongest();

  constructor(components: readonly Component[], facts: ItemFacts, rules: CandidateRules) {
    const items = facts.popularity.length;
    const { recency = true } = rules;
    const each = Math.max(LONGEST, rules.each);
    const most = Math.max(LONGEST, components.length * each + 2 * rules.popular + OWN_ITEMS);
    const ofRanking = EVIDENCE_COLUMNS + EMBEDDING_COLUMNS + ERA_COLUMNS;
    this.features = components.length * PER_COMPONENT + OWN_COLUMNS + ofRanking;
    this.items = new Uint32Array(most);
    this.rows = new Float32Array(most * this.features);
    this.placeOf = new Int32Array(items).fill(-1);
    this.#claims = new Float32Array(components.length * each);
    this.#kept = new Uint32Array(components.length * each);
    this.#facts = facts;
    this.#rules = rules;
    const boards = components.map(() => new Scoreboard(items));
    this.#sources = components.map((component, at) => ({
      component,
      followed: boards[components.findIndex(({ name }) => name === component.follows)],
      board: boards[at] ?? new Scoreboard(items),
      top: new Uint32Array(each),
      ranked: 0,
    }));
    this.#own = new OwnItems(items, facts.typeWeight);
    this.#itemFacts = sideBySide(facts, recency);
    const { ranking } = facts;
    this.#evidence = ranking && new EvidenceColumns(ranking.evidence, facts.popularity, recency);
    this.#embeddings = ranking && new EmbeddingColumns(ranking.embeddings, recency, most);
    this.#taste = facts.content && new Taste(facts.content);
  }

  /** The given items are the candidates, each once. */
  gatherGiven(history: History, given: ArrayLike<number>): void {
    this.#own.read(history);
    this.count = 0;
    this.#scoreAll(history, 0);
    for (let at = 0; at < Math.min(given.length, this.items.length); at++) this.#admit(given[at] ?? 0);
    this.#describe(history);
    this.#clear();
  }

  /** `longest`: how many a list will have at most. */
  gather(history: History, longest = 0, accepts?: (item: number) => boolean): void {
    const { popular, repeats } = this.#rules;
    const own = this.#own;
    own.read(history);
    const wanted =
      repeats || own.count === 0 ? accepts : (item: number) => own.placeOf(item) === -1 && (!accepts || accepts(item));
    this.count = 0;
    this.#scoreAll(history, longest, wanted);
    this.#admitNamed(Math.max(longest, this.#rules.most ?? Infinity));
    if (repeats)
      for (let at = 0; at < own.count; at++) if (!accepts || accepts(own.item[at] ?? 0)) this.#admit(own.item[at] ?? 0);
    this.#admitFirst(this.#facts.recentOrder, popular, wanted);
    this.#admitFirst(this.#facts.order, popular, wanted);
    this.#describe(history);
    this.#clear();
  }

  #scoreAll(history: History, longest: number, wanted?: (item: number) => boolean): void {
    const each = Math.max(this.#rules.each, Math.min(LONGEST, longest));
    for (const source of this.#sources) {
      source.component.score(history, source.board, source.followed);
      source.ranked = source.board.top(each, source.top, wanted);
    }
  }

  /** What the components name, `most` of it. */
  #admitNamed(most: number): void {
    const claims = this.#claims;
    for (const { top, ranked } of this.#sources)
      for (let rank = 0; rank < ranked; rank++) {
        const item = top[rank] ?? 0;
        this.#admit(item);
        const place = this.placeOf[item] ?? 0;
        claims[place] = (claims[place] ?? 0) + 1 / (EARLY + rank);
      }
    const named = this.count;
    if (named > most) this.#keep(most);
    claims.fill(0, 0, named);
  }

  #keep(most: number): void {
    const kept = this.#kept;
    this.#strongest.readAll(this.#claims, this.count);
    this.#strongest.top(most, kept);
    for (let at = 0; at < this.count; at++) this.placeOf[this.items[at] ?? 0] = -1;
    for (let at = 0; at < most; at++) kept[at] = this.items[kept[at] ?? 0] ?? 0;
    this.count = 0;
    for (let at = 0; at < most; at++) this.#admit(kept[at] ?? 0);
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
    if (this.placeOf[item] !== -1) return;
    this.placeOf[item] = this.count;
    this.items[this.count++] = item;
  }

  #describe({ item }: History): void {
    const { recency = true, each } = this.#rules;
    const own = this.#own;
    this.rows.fill(0, 0, this.count * this.features);
    let column = 0;
    for (const { board, top, ranked } of this.#sources) {
      writeComponent(this, column, board, top, ranked);
      column += PER_COMPONENT;
    }
    writeQuery(this.query, item.length, own, this.#itemFacts, (this.#sources[0]?.ranked ?? 0) >= each);
    this.#taste?.read(item);
    const popularity = this.query[QUERY.popularity] ?? 0;
    writeOwn(this, column, this.#itemFacts, own, popularity, recency, this.#taste);
    column += OWN_COLUMNS;
    this.#evidence?.write(this, column, own);
    column += EVIDENCE_COLUMNS;
    this.#embeddings?.write(this, column, own);
    column += EMBEDDING_COLUMNS;
    if (recency && this.#facts.ranking) writeEra(this, column, this.#itemFacts, own);
  }

  #clear(): void {
    for (const { board } of this.#sources) board.clear();
    for (let at = 0; at < this.count; at++) this.placeOf[this.items[at] ?? 0] = -1;
    this.#own.clear();
  }
}
