import type { BlendWeights, Parts } from "./blend.ts";
import type { RecipeKind } from "./recipes.ts";

/** Something a visitor did after the model was trained. */
export interface LiveEvent {
  itemId: string;
  eventType: string;
  /** Seconds since the epoch. */
  seconds: number;
}

export interface Query {
  /** Whose past, as the training data had it, counts. */
  userId?: string;
  /** What else is known of the visitor by now, oldest first. */
  live?: readonly LiveEvent[];
  /** For related items: to what. */
  itemId?: string;
  limit: number;
  /** Asked before the list is cut, so that it still has `limit` items. */
  accepts?: (itemId: string) => boolean;
}

export interface Recommended {
  itemId: string;
  /** Only where the recipe scores. */
  score?: number;
}

/** A trained model. One for all recipes: `recommend` answers as its recipe does. Deterministic for the data it was trained on. */
export interface Model {
  readonly kind: RecipeKind;
  recommend(query: Query): Recommended[];
  /** The list, best first; items the model has not seen follow in their order, without a score. */
  rank(query: Omit<Query, "itemId" | "limit">, list: readonly string[]): Recommended[];
  /** The whole of it; `loadModel` reads it back. */
  save(): Buffer;
}

/** What a model keeps of the data: everything it needs to answer, nothing else. */
export interface Knowledge {
  kind: RecipeKind;
  items: string[];
  eventTypes: string[];
  users: string[];
  /** The last events of user `u` are `[pastOffsets[u], pastOffsets[u + 1])`, oldest first. */
  pastOffsets: Uint32Array;
  pastItem: Uint32Array;
  pastType: Uint8Array;
  parts: Parts;
  weights: BlendWeights;
}
