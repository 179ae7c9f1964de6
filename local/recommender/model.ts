import type { Counted } from "./hybrid/knowledge.ts";
import type { Learned } from "./hybrid/learn.ts";
import type { RecipeKind } from "./recipes.ts";
import type { Segments } from "./segments/count-segments.ts";
import type { About } from "./segments/segment-list.ts";

/** Something a visitor did after the model was trained. */
export interface LiveEvent {
  itemId: string;
  eventType: string;
  /** Seconds since the epoch. */
  seconds: number;
}

/** How often an item was shown to somebody who then used it or another. */
export interface Met {
  shown: number;
  used: number;
}

/** How much of a list may go to items that few know. */
export interface Exploration {
  /** 0 none, 1 most: half of this share of the list. */
  weight: number;
  /** Only items created within so many days before the newest event. */
  ageDays: number;
  /** Decides which items and where; the same gives the same list. */
  seed: number;
  /** What came of showing an item before: items that are used are explored more, items that are passed over less. */
  met?: (itemId: string) => Met;
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
  exploration?: Exploration;
  /** By item what its weight is multiplied with, above 0 up to 1: this visitor was shown it and passed it over. */
  fatigue?: ReadonlyMap<string, number>;
  /** What is known of a visitor who has done nothing yet, by column of the Users dataset. */
  about?: About;
}

export interface Recommended {
  itemId: string;
  /** Only where the recipe scores. */
  score?: number;
  /** Why an item is there that was not ranked. */
  reason?: "Exploration" | "Popular item";
}

/** Visits that came after training: by session, oldest event first. */
export interface FreshSession {
  visitor: string;
  events: readonly { itemId: string; eventType: string }[];
}

/** A trained model. One for all recipes: `recommend` answers as its recipe does. Deterministic for the data it was trained on. */
export interface Model {
  readonly kind: RecipeKind;
  recommend(query: Query): Recommended[];
  /** The list, best first; items the model has not seen follow in their order, without a score. */
  rank(query: Omit<Query, "itemId" | "limit">, list: readonly string[]): Recommended[];
  /** A model that knows these sessions as well, instead of those it was given before: new visitors and items without retraining. */
  withSessions(sessions: readonly FreshSession[]): Model;
  /** The whole of it, without what was folded in; `loadModel` reads it back. */
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
  counted: Counted;
  learned: Learned;
  /** Of the newest event, seconds. */
  newest: number;
  /** For visitors who have done nothing yet; absent where nothing is known of visitors or it foretells nothing. */
  segments?: Segments;
}

/** Events of a visitor's past that are kept and looked at. */
export const HISTORY_EVENTS = 100;
