import { Blend, fill, relatedItems } from "./blend.ts";
import type { History } from "./hold-out.ts";
import type { Knowledge, Model, Query, Recommended } from "./model.ts";
import { saveKnowledge } from "./model-file.ts";

const indexOf = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]));

/** The model in use: popularity, co-occurrence and the visitor's own past, blended. */
export class BlendedModel implements Model {
  readonly kind;
  readonly #knowledge: Knowledge;
  readonly #itemIndex: Map<string, number>;
  readonly #userIndex: Map<string, number>;
  readonly #typeIndex: Map<string, number>;
  readonly #blend: Blend;

  constructor(knowledge: Knowledge) {
    this.kind = knowledge.kind;
    this.#knowledge = knowledge;
    this.#itemIndex = indexOf(knowledge.items);
    this.#userIndex = indexOf(knowledge.users);
    this.#typeIndex = indexOf(knowledge.eventTypes);
    this.#blend = new Blend(knowledge.parts);
  }

  recommend(query: Query): Recommended[] {
    const accepts = this.#accepts(query);
    if (this.kind === "popular") return this.#popular(query.limit, accepts);
    if (this.kind === "related") return this.#related(query, accepts);
    const ranked = this.#blend.top(this.#history(query), this.#knowledge.weights, query.limit, accepts);
    return ranked.items.map((item, at) => ({ itemId: this.#id(item), score: ranked.scores[at] }));
  }

  rank(query: Omit<Query, "itemId" | "limit">, list: readonly string[]): Recommended[] {
    const accepted = query.accepts ? list.filter(query.accepts) : list;
    const known = accepted.flatMap((id) => this.#itemIndex.get(id) ?? []);
    const unknown = accepted.filter((id) => !this.#itemIndex.has(id));
    const ranked = this.#blend.rank(this.#history(query), this.#knowledge.weights, [...new Set(known)]);
    const sum = ranked.scores.reduce((total, score) => total + score, 0); // over the given list, as Personalize does
    const scored = ranked.items.map((item, at) => ({ itemId: this.#id(item), score: (ranked.scores[at] ?? 0) / sum }));
    return [...scored, ...[...new Set(unknown)].map((itemId) => ({ itemId }))];
  }

  save(): Buffer {
    return saveKnowledge(this.#knowledge);
  }

  #popular(limit: number, accepts?: (item: number) => boolean): Recommended[] {
    const items: number[] = [];
    fill(items, this.#knowledge.parts.order, limit, accepts);
    return items.map((item) => ({ itemId: this.#id(item) }));
  }

  #related(query: Query, accepts?: (item: number) => boolean): Recommended[] {
    const asked = this.#itemIndex.get(query.itemId ?? "");
    if (asked === undefined) return this.#popular(query.limit, accepts);
    return relatedItems(this.#knowledge.parts, asked, query.limit, accepts).map((item) => ({ itemId: this.#id(item) }));
  }

  /** The trained past, then the live events whose item the model knows. */
  #history({ userId, live = [] }: Pick<Query, "userId" | "live">): History {
    const { pastOffsets, pastItem, pastType } = this.#knowledge;
    const user = this.#userIndex.get(userId ?? "");
    const [from, to] = user === undefined ? [0, 0] : [pastOffsets[user] ?? 0, pastOffsets[user + 1] ?? 0];
    const known = live.flatMap(({ itemId, eventType }) => {
      const item = this.#itemIndex.get(itemId);
      return item === undefined ? [] : [{ item, type: this.#typeIndex.get(eventType) ?? -1 }];
    });
    return {
      item: [...pastItem.subarray(from, to), ...known.map(({ item }) => item)],
      type: [...pastType.subarray(from, to), ...known.map(({ type }) => type)],
    };
  }

  #accepts({ accepts }: Pick<Query, "accepts">): ((item: number) => boolean) | undefined {
    return accepts && ((item) => accepts(this.#id(item)));
  }

  #id(item: number): string {
    return this.#knowledge.items[item] ?? "";
  }
}
