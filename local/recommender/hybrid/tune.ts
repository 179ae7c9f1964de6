import type { Component } from "../components/component.ts";
import { countPairs, occurrencesOf } from "../components/count-pairs.ts";
import { ItemNeighbours, type PairCounting } from "../components/item-neighbours.ts";
import { indexSessions } from "../components/session-index.ts";
import { SessionNeighbours } from "../components/session-neighbours.ts";
import { type ComponentSettings, START } from "../components/settings.ts";
import type { Case } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import { randomFrom } from "../random.ts";
import { type Judge, worthOf } from "./judge.ts";
import { type CountingRules, eventWeights, factsOf, MOST_SESSIONS } from "./knowledge.ts";
import { ComponentLister } from "./lists.ts";

type Space<T> = { readonly [K in keyof T]?: readonly T[K][] };

/** Drawn from at random; then the best is changed one value at a time. */
const PAIRS: Space<PairCounting> = {
  window: [5, 10, 20, 40],
  decay: [0.6, 0.7, 0.8, 0.9],
  backward: [0.3, 0.5, 0.7, 1],
  discount: [0, 0.1, 0.2, 0.3, 0.5],
  ownDiscount: [0, 0.25, 0.5, 0.75],
  shrinkage: [1, 3, 10, 20],
};
const ATTENTION: Space<ItemNeighbours["attention"]> = { fading: [0.5, 0.75, 1, 1.5], depth: [10, 25] };
const SESSIONS: Space<SessionNeighbours["how"]> = {
  fading: [0.5, 0.75, 1, 1.5],
  depth: [10, 20],
  sample: [300, 700, 1500],
  asked: [100, 200, 400, 800],
  length: [0, 0.2, 0.4],
  reach: [0.6, 0.7, 0.8, 0.9],
  backward: [0.3, 0.5, 0.7, 1],
  rarity: [0, 0.3, 0.6, 1],
};

/** Cases asked for each choice; a gain below a thousandth on these is noise, and the earlier choice stays. */
const MOST_CASES = 5000;
const LEAST_GAIN = 1.001;
const SESSION_TRIALS = 24;
const SEED = 20_261_121;
/**
 * Settings are searched by counting anew, as many times as this many pairs allow. A count of work and not of seconds, so
 * that a busy machine chooses the same.
 */
const PAIRS_TO_COUNT = 1.6e8;
const MOST_TRIALS = 40;

/** Settings with the best worth on the cases, searched one choice at a time within the work allowed. */
export function tune(
  train: Interactions,
  cases: readonly Case[],
  rules: CountingRules,
  judge: Judge,
  onProgress: (share: number) => void,
): ComponentSettings {
  const { repeats, typeWeights } = rules;
  const random = randomFrom(SEED);
  const step = Math.max(1, cases.length / MOST_CASES);
  const { index, numberOf } = indexSessions(train, MOST_SESSIONS);
  const some = Array.from({ length: Math.floor(cases.length / step) }, (_, at) => cases[Math.floor(at * step)])
    .filter((each) => each !== undefined)
    .map(({ history, relevant }) => ({
      relevant,
      history: { ...history, ...(history.self !== undefined && { self: numberOf[history.self] }) },
    }));
  const facts = factsOf(train, rules);
  const occurrences = occurrencesOf(train);
  const weights = eventWeights(train, typeWeights);
  const worth = (component: Component) => worthOf(new ComponentLister(component, facts, repeats), some, judge);
  const count = (how: PairCounting) => countPairs(train, occurrences, facts.popularity, weights, how);
  const search = <T extends object>(
    start: T,
    space: Space<T>,
    trials: number,
    worthOfChoice: (choice: T) => number,
  ) => {
    let best = { choice: start, worth: worthOfChoice(start) };
    const consider = (choice: T) => {
      const found = worthOfChoice(choice);
      if (found > best.worth * LEAST_GAIN) best = { choice, worth: found };
    };
    const values = Object.entries(space) as [keyof T, readonly T[keyof T][]][];
    const drawn = Math.floor(trials / 2);
    for (let trial = 0; trial < drawn; trial++) {
      const choice = { ...start };
      for (const [name, some] of values) choice[name] = some[Math.floor(random() * some.length)] ?? choice[name];
      consider(choice);
    }
    for (let trial = drawn; trial < trials; trial++) {
      const [name, some] = values[trial % values.length] ?? [];
      const value = some?.[Math.floor(random() * some.length)];
      if (name !== undefined && value !== undefined && value !== best.choice[name])
        consider({ ...best.choice, [name]: value });
    }
    return best.choice;
  };
  const trials = Math.min(MOST_TRIALS, Math.floor(PAIRS_TO_COUNT / pairsIn(train)));
  const near = search({ ...START.near, repeats }, PAIRS, trials, (how) =>
    worth(new ItemNeighbours("", count(how), START.nearAttention)),
  );
  onProgress(0.6);
  const nearCounts = count(near);
  const nearAttention = search(START.nearAttention, ATTENTION, 8, (how) =>
    worth(new ItemNeighbours("", nearCounts, how)),
  );
  onProgress(0.7);
  const first = new SessionNeighbours(index, START.sessions);
  const sessions = search(START.sessions, SESSIONS, SESSION_TRIALS, (how) =>
    worth(new SessionNeighbours(index, how, undefined, first)),
  );
  onProgress(1);
  const { cosine } = START;
  return { ...START, near, nearAttention, cosine, sessions };
}

/** About as many pairs as one counting looks at. */
function pairsIn({ offsets }: Interactions): number {
  let pairs = 1;
  for (let user = 0; user + 1 < offsets.length; user++) {
    const length = (offsets[user + 1] ?? 0) - (offsets[user] ?? 0);
    pairs += length * Math.min(length, 40);
  }
  return pairs;
}
