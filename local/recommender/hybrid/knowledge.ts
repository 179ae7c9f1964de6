import { countEvidence } from "../components/count-evidence.ts";
import { countPairs, occurrencesOf } from "../components/count-pairs.ts";
import type { Component } from "../components/component.ts";
import { embed } from "../components/embeddings.ts";
import { orderOf } from "../components/item-order.ts";
import { ItemNeighbours, type Neighbours } from "../components/item-neighbours.ts";
import { indexSessions, type SessionIndex } from "../components/session-index.ts";
import { SessionNeighbours } from "../components/session-neighbours.ts";
import { TwoSteps } from "../components/two-steps.ts";
import { Popular } from "../components/popular.ts";
import type { ComponentSettings } from "../components/settings.ts";
import type { ItemContent } from "../content.ts";
import type { Interactions } from "../interactions.ts";
import { byPopularity, uniqueUsers } from "../popularity.ts";
import { itemFreshness, itemReturns, returnRates } from "../return-rates.ts";
import type { ItemFacts } from "./item-facts.ts";

/** What was counted over the data: everything a hybrid scores from. */
export interface Counted {
  facts: ItemFacts;
  near: Neighbours;
  next: Neighbours;
  cosine: Neighbours;
  sessions: SessionIndex;
  /** For each user of the data its session, so that nobody is compared with themselves. */
  sessionOf: Uint32Array;
  /** Sessions that came since. */
  fresh?: SessionIndex;
}

export interface CountingRules {
  /** Whether visitors come back to items in this data. */
  repeats: boolean;
  /** How much events of a type count; undefined: all alike. */
  typeWeights: readonly number[] | undefined;
  content?: ItemContent;
}

/** Sessions kept for an item, at most. */
export const MOST_SESSIONS = 2000;
/** The newest share of the events that is "recent". Source: reference measurements, 2–10 %. */
const RECENT_SHARE = 0.05;

export function countAll(all: Interactions, settings: ComponentSettings, rules: CountingRules): Counted {
  const facts = factsOf(all, rules);
  const occurrences = occurrencesOf(all);
  const weights = eventWeights(all, rules.typeWeights);
  const { repeats } = rules;
  const count = (how: ComponentSettings["near"]) => countPairs(all, occurrences, facts.popularity, weights, how);
  const { index, numberOf } = indexSessions(all, MOST_SESSIONS);
  const evidence = countEvidence(all, occurrences, repeats);
  return {
    facts: { ...facts, ranking: { evidence, places: orderOf(all, occurrences), embeddings: embed(evidence) } },
    near: count({ ...settings.near, repeats }),
    next: count({ ...settings.next, repeats }),
    cosine: count(settings.cosine),
    sessions: index,
    sessionOf: numberOf,
  };
}

export function factsOf(all: Interactions, { typeWeights, content }: CountingRules): ItemFacts {
  const popularity = uniqueUsers(all);
  const recent = uniqueUsers(all, momentOf(all, 1 - RECENT_SHARE));
  return {
    popularity,
    recent,
    order: byPopularity(popularity),
    recentOrder: byPopularity(recent),
    freshness: itemFreshness(all),
    returning: itemReturns(all),
    ...(content && { content }),
    typeWeight: returnRates(all).map((rate, type) => rate * (typeWeights?.[type] ?? 1)),
  };
}

/** The time before which a `share` of the events happened. */
export function momentOf(all: Interactions, share: number): number {
  const times = all.time.slice().sort();
  return times[Math.floor(times.length * share)] ?? -Infinity;
}

export function eventWeights(all: Interactions, typeWeights: readonly number[] | undefined): Float32Array | undefined {
  return typeWeights && Float32Array.from(all.type, (type) => typeWeights[type] ?? 1);
}

/** The components that name candidates, over what was counted. They keep scratch space: one set per thread. */
export function componentsOf(counted: Counted, settings: ComponentSettings): Component[] {
  return [
    new ItemNeighbours("co-occurrence", counted.near, settings.nearAttention),
    new ItemNeighbours("transitions", counted.next, settings.nextAttention),
    new SessionNeighbours(counted.sessions, settings.sessions, counted.fresh),
    new TwoSteps(counted.near, settings.nearAttention),
  ];
}

/**
 * What may serve alone and names no candidates: of cosine's the ranker had no use on validation, and popular items compete anyway.
 */
export function otherComponents({ cosine, facts }: Counted, { cosineAttention }: ComponentSettings): Component[] {
  const { order, popularity, recentOrder, recent } = facts;
  return [
    new ItemNeighbours("cosine", cosine, cosineAttention),
    new Popular("popularity", order, popularity),
    new Popular("recent popularity", recentOrder, recent),
  ];
}
