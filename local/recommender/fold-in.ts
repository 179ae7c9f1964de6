import { indexSessions, type SessionIndex } from "./components/session-index.ts";
import { countPairs, type Occurrences, occurrencesOf } from "./components/count-pairs.ts";
import type { Neighbours, PairCounting } from "./components/item-neighbours.ts";
import { countEvidence, EVIDENCE_KEPT } from "./components/count-evidence.ts";
import { EMBEDDING_SIZE } from "./components/embeddings.ts";
import { mergeEvidence } from "./components/evidence-builder.ts";
import { mergePairs } from "./components/merge-pairs.ts";
import type { RankingFacts } from "./hybrid/item-facts.ts";
import { MOST_SESSIONS } from "./hybrid/knowledge.ts";
import { type Interactions, InteractionsBuilder } from "./interactions.ts";
import type { FreshSession, Knowledge } from "./model.ts";
import { uniqueUsers } from "./popularity.ts";

/** Knowledge with more items and an index of the sessions that came since training; what was trained is shared, not copied. */
export interface Folded {
  knowledge: Knowledge;
  /** For each visitor of the fresh sessions their number in the index. */
  freshOf: Map<string, number>;
}

export function foldIn(trained: Knowledge, sessions: readonly FreshSession[]): Folded {
  if (sessions.length === 0) return { knowledge: trained, freshOf: new Map() };
  const builder = new InteractionsBuilder();
  for (const id of trained.items) builder.addItem(id);
  let order = 0;
  for (const { visitor, events } of sessions)
    for (const { itemId, eventType } of events) builder.add(visitor, itemId, order++, eventType);
  const fresh = builder.build();
  const { index, numberOf } = indexSessions(fresh, MOST_SESSIONS);
  return {
    knowledge: { ...trained, items: fresh.items, counted: grown(trained, fresh, index) },
    freshOf: new Map(fresh.users.map((visitor, user) => [visitor, numberOf[user] ?? 0])),
  };
}

/** Everything that is sized by the items, for the new ones too, with the fresh sessions' pairs and visitors added. */
function grown({ counted, learned }: Knowledge, fresh: Interactions, index: SessionIndex): Knowledge["counted"] {
  const items = fresh.items.length;
  const { facts, sessions } = counted;
  const { settings, rules } = learned;
  const { repeats } = rules;
  const count = (values: Float32Array) => longer(values, items, 0);
  const added = items - facts.popularity.length;
  const order = (of: Uint32Array) => Uint32Array.from({ length: items }, (_, at) => of[at] ?? at);
  const rarest = sessions.rarity.reduce((a, b) => Math.max(a, b), 0.1);
  const rarity = longer(sessions.rarity, items, rarest);
  const { content, ranking } = facts;
  const since = uniqueUsers(fresh);
  const popularity = count(facts.popularity).map((users, item) => users + (since[item] ?? 0));
  const occurrences = occurrencesOf(fresh);
  const merged = (known: Neighbours, how: PairCounting) => {
    const isCounted = known.offsets.length > 1; // recipes that do not ask for pairs have none
    return isCounted ? mergePairs(known, countPairs(fresh, occurrences, popularity, undefined, how), how.kept) : known;
  };
  return {
    ...counted,
    facts: {
      ...facts,
      popularity,
      recent: count(facts.recent),
      freshness: longer(facts.freshness, items, 1),
      returning: count(facts.returning),
      ...(ranking && { ranking: grownRanking(ranking, fresh, occurrences, repeats) }),
      order: order(facts.order),
      recentOrder: order(facts.recentOrder),
      ...(content &&
        added > 0 && {
          content: {
            ...content,
            offsets: grownOffsets(content.offsets, items),
            createdAt: Float64Array.from({ length: items }, (_, at) => content.createdAt[at] ?? Number.NaN),
          },
        }),
    },
    near: merged(counted.near, { ...settings.near, repeats }),
    next: merged(counted.next, { ...settings.next, repeats }),
    cosine: merged(counted.cosine, settings.cosine),
    sessions: { ...sessions, offsets: grownOffsets(sessions.offsets, items), rarity },
    fresh: { ...index, rarity },
  };
}

/** New items are in the middle of everything and like nothing, until the next training. */
function grownRanking(
  { evidence, places, embeddings }: RankingFacts,
  fresh: Interactions,
  occurrences: Occurrences,
  repeats: boolean,
): RankingFacts {
  const items = fresh.items.length;
  return {
    evidence: mergeEvidence(evidence, countEvidence(fresh, occurrences, repeats), EVIDENCE_KEPT),
    places: {
      later: longer(places.later, items, 0.5),
      laterNext: longer(places.laterNext, items, 0.5),
      position: longer(places.position, items, 0),
      era: longer(places.era, items, 0),
      seen: longer(places.seen, items, 0),
      spread: longer(places.spread, items, 1),
    },
    embeddings: {
      asks: longer(embeddings.asks, items * EMBEDDING_SIZE, 0),
      answers: longer(embeddings.answers, items * EMBEDDING_SIZE, 0),
      shrink: longer(embeddings.shrink, items, 0),
    },
  };
}

function longer(values: Float32Array, length: number, filler: number): Float32Array {
  const all = new Float32Array(length).fill(filler);
  all.set(values);
  return all;
}

function grownOffsets(offsets: Uint32Array, items: number): Uint32Array {
  const all = new Uint32Array(items + 1).fill(offsets[offsets.length - 1] ?? 0);
  all.set(offsets);
  return all;
}
