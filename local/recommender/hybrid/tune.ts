import type { Component } from "../components/component.ts";
import { countPairs, occurrencesOf } from "../components/count-pairs.ts";
import { ItemNeighbours, type PairCounting } from "../components/item-neighbours.ts";
import { indexSessions, SessionNeighbours } from "../components/session-neighbours.ts";
import { type ComponentSettings, START } from "../components/settings.ts";
import type { Case } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import { type Judge, worthOf } from "./judge.ts";
import { type CountingRules, eventWeights, factsOf, MOST_SESSIONS } from "./knowledge.ts";
import { ComponentLister } from "./lists.ts";

type Choices<T> = readonly Partial<T>[];

/** Tried one after the other, each on top of the best so far. */
const NEAR: Choices<PairCounting> = [
  { window: 20, shrinkage: 10 },
  { ownDiscount: 0, discount: 0.3 },
  { discount: 0 },
  { decay: 0.6, backward: 0.5 },
  { decay: 0.9 },
  { backward: 1 },
];
const ATTENTION: Choices<ItemNeighbours["attention"]> = [{ fading: 0.6 }, { fading: 1.6 }, { depth: 25 }];
const COSINE: Choices<PairCounting> = [{ shrinkage: 20 }, { discount: 0.3 }];
const SESSIONS: Choices<SessionNeighbours["how"]> = [
  { length: 0 },
  { asked: 100 },
  { asked: 500 },
  { sample: 1500 },
  { reach: 0.7 },
  { reach: 0.9 },
  { backward: 0.4 },
  { backward: 1 },
  { fading: 0.6 },
  { fading: 1.5 },
  { rarity: 0 },
  { rarity: 1 },
  { depth: 20 },
];

/** Cases asked for each choice; a gain below a five-hundredth on these is noise, and the earlier choice stays. */
const MOST_CASES = 1500;
const LEAST_GAIN = 1.002;
/**
 * Settings are searched by counting anew: as many times as this many events allow. A count of work and not of seconds,
 * so that a busy machine chooses the same.
 */
const EVENTS_TO_COUNT = 8e6;

/** Settings with the best worth on the cases, searched one choice at a time within the work allowed. */
export function tune(
  train: Interactions,
  cases: readonly Case[],
  rules: CountingRules,
  judge: Judge,
  onProgress: (share: number) => void,
): ComponentSettings {
  const { repeats, typeWeights } = rules;
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
  let counts = Math.max(0, Math.floor(EVENTS_TO_COUNT / Math.max(1, train.item.length)));
  const search = <T extends object>(start: T, choices: Choices<T>, worthOfChoice: (choice: T) => number): T => {
    let best = { choice: start, worth: worthOfChoice(start) };
    for (const choice of choices) {
      const next = { ...best.choice, ...choice };
      const found = worthOfChoice(next);
      if (found > best.worth * LEAST_GAIN) best = { choice: next, worth: found };
    }
    return best.choice;
  };
  const searchPairs = (start: PairCounting, choices: Choices<PairCounting>, attention: ItemNeighbours["attention"]) => {
    const allowed = choices.slice(0, Math.max(0, counts - 1));
    counts -= allowed.length + 1;
    return search(start, allowed, (how) => worth(new ItemNeighbours("", count(how), attention)));
  };
  const near = searchPairs({ ...START.near, repeats }, NEAR, START.nearAttention);
  onProgress(0.5);
  const nearCounts = count(near);
  const nearAttention = search(START.nearAttention, ATTENTION, (how) => worth(new ItemNeighbours("", nearCounts, how)));
  const cosine = searchPairs(START.cosine, COSINE, START.cosineAttention);
  onProgress(0.75);
  const first = new SessionNeighbours(index, START.sessions);
  const sessions = search(START.sessions, SESSIONS, (how) => worth(new SessionNeighbours(index, how, first)));
  onProgress(1);
  return { ...START, near, nearAttention, cosine, sessions };
}
