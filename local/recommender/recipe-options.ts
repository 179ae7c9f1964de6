import { START } from "./components/settings.ts";
import { countPairs, occurrencesOf } from "./components/count-pairs.ts";
import type { Neighbours } from "./components/item-neighbours.ts";
import { indexSessions } from "./components/session-index.ts";
import { type Counted, type CountingRules, eventWeights, factsOf, MOST_SESSIONS } from "./hybrid/knowledge.ts";
import type { Learned } from "./hybrid/learn.ts";
import type { Interactions } from "./interactions.ts";
import type { Percentiles } from "./percentiles.ts";
import { byPopularity, uniqueUsers } from "./popularity.ts";
import type { RecipeKind } from "./recipes.ts";

/** What a recipe's parameters ask for. */
export interface RecipeOptions extends Percentiles {
  /** Hidden units of the ranker. */
  hidden?: number;
  /** How many items back are looked at. */
  depth?: number;
  /** False: the order and age of events say nothing. */
  recency?: boolean;
  /** SIMS: 0 raw counts to 1 lift. */
  popularityDiscount?: number;
  /** SIMS: pairs seen by fewer visitors are not kept. */
  leastCointeractions?: number;
  /** Trending: seconds of the newest window. */
  trendSeconds?: number;
}

const NOTHING: Neighbours = { offsets: new Uint32Array(1), item: new Uint32Array(0), score: new Float32Array(0) };

/** For recipes that learn nothing: settings as they start, with what was given. */
export function learnedWithout(
  { popularityDiscount = 0.5, leastCointeractions = 3 }: RecipeOptions,
  repeats: boolean,
): Learned {
  const discount = popularityDiscount;
  return {
    settings: {
      ...START,
      cosine: { ...START.cosine, decay: 1, shrinkage: 0, ownDiscount: 0, discount, least: leastCointeractions },
    },
    rules: { each: 1, popular: 1, repeats },
    ranker: { features: 0, hidden: 0, weights: new Float32Array(0) },
    choice: "cosine",
    validation: {},
  };
}

/** Count only what the recipe asks. */
export function countedFor(
  kind: RecipeKind,
  all: Interactions,
  { settings }: Learned,
  rules: CountingRules,
  { trendSeconds = 3 * 3600 }: RecipeOptions,
  everything: (all: Interactions, settings: Learned["settings"], rules: CountingRules) => Counted,
): Counted {
  if (kind === "personal" || kind === "ranking") return everything(all, settings, rules);
  const facts = factsOf(all, rules);
  if (kind === "trending") {
    facts.recent = trendOf(all, trendSeconds);
    facts.recentOrder = byPopularity(facts.recent);
  }
  const none = { ...all, offsets: new Uint32Array(1), item: new Uint32Array(0), time: new Float64Array(0) };
  const { index, numberOf } = indexSessions(kind === "related" ? all : none, MOST_SESSIONS);
  const weights = eventWeights(all, rules.typeWeights);
  const cosine =
    kind === "sims" ? countPairs(all, occurrencesOf(all), facts.popularity, weights, settings.cosine) : NOTHING;
  return { facts, near: NOTHING, next: NOTHING, cosine, sessions: index, sessionOf: numberOf };
}

/** How many more visitors used an item in the newest window than in the one before; items that only fell count nothing. */
function trendOf(all: Interactions, seconds: number): Float32Array {
  const newest = all.time.reduce((a, b) => Math.max(a, b), -Infinity);
  const latest = uniqueUsers(all, newest - seconds);
  const both = uniqueUsers(all, newest - 2 * seconds);
  return latest.map((count, item) => Math.max(0, count - ((both[item] ?? 0) - count)));
}
