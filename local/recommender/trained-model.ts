import { Exploring } from "./exploring.ts";
import { foldIn } from "./fold-in.ts";
import type { History } from "./hold-out.ts";
import { Candidates } from "./hybrid/candidates.ts";
import { componentsOf } from "./hybrid/knowledge.ts";
import { IdIndex } from "./id-index.ts";
import { type Fatigue, fill, HybridLister, type Listed, type Lister } from "./hybrid/lists.ts";
import {
  HISTORY_EVENTS,
  type FreshSession,
  type Knowledge,
  type Model,
  type Query,
  type Recommended,
} from "./model.ts";
import { saveKnowledge } from "./model-file.ts";
import { randomFrom } from "./random.ts";
import { looksAtVisitors } from "./recipes.ts";
import { recipeLister } from "./recipe-lister.ts";
import { segmentList } from "./segments/segment-list.ts";

const indexOf = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]));

/** Turns questions by identifier into lists of what was learned and counted. */
export class TrainedModel implements Model {
  readonly kind;
  readonly #trained: Knowledge;
  readonly #knowledge: Knowledge;
  readonly #freshOf: ReadonlyMap<string, number>;
  readonly #itemIndex: Map<string, number>;
  readonly #userIndex: IdIndex;
  readonly #typeIndex: Map<string, number>;
  readonly #lister: Lister;
  #ranking: HybridLister | undefined;
  #exploring: Exploring | undefined;

  /** `fresh`: sessions that came since the training. */
  constructor(trained: Knowledge, fresh: readonly FreshSession[] = []) {
    this.kind = trained.kind;
    this.#trained = trained;
    const { knowledge, freshOf } = foldIn(
      trained,
      looksAtVisitors(trained.kind) || trained.kind === "related" ? fresh : [],
    );
    this.#knowledge = knowledge;
    this.#freshOf = freshOf;
    this.#itemIndex = indexOf(knowledge.items);
    this.#userIndex = new IdIndex(knowledge.users);
    this.#typeIndex = indexOf(knowledge.eventTypes);
    this.#lister = recipeLister(knowledge);
  }

  recommend(query: Query): Recommended[] {
    const { limit, itemId, exploration } = query;
    const accepts = this.#accepts(query);
    if (!looksAtVisitors(this.kind)) {
      const asked = this.#itemIndex.get(itemId ?? "");
      const history = { item: asked === undefined ? [] : [asked], type: [0] };
      return this.#lister.list(history, limit, accepts).items.map((item) => ({ itemId: this.#id(item) }));
    }
    const history = this.#history(query);
    const fatigue = this.#fatigue(query);
    const { items, scores } =
      this.#ofTheirKind(history, query, accepts, fatigue) ?? this.#lister.list(history, limit, accepts, fatigue);
    const listed: Recommended[] = items.map((item, at) => {
      const score = scores[at];
      return score === undefined
        ? { itemId: this.#id(item), reason: "Popular item" }
        : { itemId: this.#id(item), score };
    });
    if (!exploration || exploration.weight === 0) return listed;
    this.#exploring ??= new Exploring(this.#knowledge);
    const share = Exploring.share(limit, exploration);
    const explored = this.#exploring.items(history, share, { ...exploration, fatigue }, items, accepts);
    return mixed(
      listed,
      explored.map((item) => this.#id(item)),
      limit,
      exploration.seed,
    );
  }

  rank(query: Omit<Query, "itemId" | "limit">, list: readonly string[]): Recommended[] {
    const accepted = [...new Set(query.accepts ? list.filter(query.accepts) : list)];
    const known = accepted.flatMap((id) => this.#itemIndex.get(id) ?? []);
    const unknown = accepted.filter((id) => !this.#itemIndex.has(id));
    const { items, scores } = this.#ranker().rank(this.#history(query), known);
    return [
      ...items.map((item, at) => ({ itemId: this.#id(item), score: scores[at] ?? 0 })),
      ...unknown.map((itemId) => ({ itemId })),
    ];
  }

  withSessions(sessions: readonly FreshSession[]): Model {
    return new TrainedModel(this.#trained, sessions);
  }

  save(): Buffer {
    return saveKnowledge(this.#trained);
  }

  /** What visitors like this one use, where nothing but that is known, and then what the recipe would list anyway. */
  #ofTheirKind(
    history: History,
    { about, limit }: Query,
    accepts?: (item: number) => boolean,
    fatigue?: Fatigue,
  ): Listed | undefined {
    const { segments, counted, users } = this.#knowledge;
    if (!segments || !about || history.item.length > 0) return undefined;
    const list = segmentList(segments, counted.facts.popularity, users.length, about, fatigue);
    if (!list) return undefined;
    const accepted = list.filter(({ item }) => !accepts || accepts(item)).slice(0, limit);
    const items = accepted.map(({ item }) => item);
    if (items.length < limit) fill(items, Uint32Array.from(this.#lister.list(history, limit, accepts).items), limit);
    return { items, scores: accepted.map(({ score }) => score) };
  }

  #ranker(): HybridLister {
    const { counted, learned } = this.#knowledge;
    const { rules, ranker, settings } = learned;
    this.#ranking ??= new HybridLister(
      new Candidates(componentsOf(counted, settings), counted.facts, rules),
      ranker,
      counted.facts,
      rules.repeats,
    );
    return this.#ranking;
  }

  /** The trained past, then the live events whose item the model knows. */
  #history({ userId, live = [] }: Pick<Query, "userId" | "live">): History {
    const { pastOffsets, pastItem, pastType, counted } = this.#knowledge;
    const user = this.#userIndex.get(userId ?? "");
    const [from, to] = user === undefined ? [0, 0] : [pastOffsets[user] ?? 0, pastOffsets[user + 1] ?? 0];
    const item = Array.from(pastItem.subarray(from, to));
    const type = Array.from(pastType.subarray(from, to));
    for (const { itemId, eventType } of live) {
      const known = this.#itemIndex.get(itemId);
      if (known === undefined) continue;
      item.push(known);
      type.push(this.#typeIndex.get(eventType) ?? -1);
    }
    const excess = Math.max(0, item.length - HISTORY_EVENTS);
    const selfFresh = this.#freshOf.get(userId ?? "");
    return {
      item: Uint32Array.from(item.slice(excess)),
      type: Int32Array.from(type.slice(excess)),
      ...(user !== undefined && { self: counted.sessionOf[user] }),
      ...(selfFresh !== undefined && { selfFresh }),
    };
  }

  #fatigue({ fatigue }: Query): Fatigue | undefined {
    return (
      fatigue &&
      new Map(
        [...fatigue].flatMap(([id, weight]) => {
          const item = this.#itemIndex.get(id);
          return item === undefined ? [] : [[item, weight] as const];
        }),
      )
    );
  }

  #accepts({ accepts }: Pick<Query, "accepts">): ((item: number) => boolean) | undefined {
    return accepts && ((item) => accepts(this.#id(item)));
  }

  #id(item: number): string {
    return this.#knowledge.items[item] ?? "";
  }
}

/** Explored items take places after the first, the weakest of the list making room. */
function mixed(
  listed: readonly Recommended[],
  explored: readonly string[],
  limit: number,
  seed: number,
): Recommended[] {
  const list = listed.slice(0, limit - explored.length);
  const random = randomFrom(seed ^ 0x2c1b3c6d);
  for (const itemId of explored) {
    const place = list.length === 0 ? 0 : 1 + Math.floor(random() * list.length);
    list.splice(place, 0, { itemId, reason: "Exploration" });
  }
  return list;
}
