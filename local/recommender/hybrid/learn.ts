import { cut, type Cut } from "../cases.ts";
import { componentsOf, type Counted, countAll } from "./knowledge.ts";
import type { ComponentSettings } from "../components/settings.ts";
import type { Case, History } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import { repeatShare } from "../return-rates.ts";
import { Candidates, type CandidateRules } from "./candidates.ts";
import { fitRanker } from "./fit-ranker.ts";
import { ComponentLister, HybridLister, type Lister } from "./lists.ts";
import type { Ranker } from "./ranker.ts";
import { plainRanker } from "./plain-ranker.ts";
import { rankingCases } from "./ranking-cases.ts";
import { type Judge, worthOf } from "./judge.ts";
import { tune } from "./tune.ts";

/** How to list: by the ranker, or by one component alone where that was better on validation. */
export type Choice = "hybrid" | "co-occurrence" | "transitions" | "cosine" | "sessions";

/** What is learned from held-out cases; counting over any data follows from it. */
export interface Learned {
  settings: ComponentSettings;
  rules: CandidateRules;
  ranker: Ranker;
  choice: Choice;
  /** Worth on the validation cases, by choice. */
  validation: Record<string, number>;
}

export interface Learning {
  cut: Cut;
  judge: Judge;
  seed: number;
  /** How much events of a type count; undefined: all alike. */
  typeWeights?: readonly number[];
  /** Told what is being done and how far it is, 0 to 1; throws to stop. */
  onProgress?: (doing: string, share: number) => void;
}

/** Below this share nobody comes back to an item, and own items are left out. */
const LEAST_REPEATS = 0.005;
/** With fewer cases than this, each is used for fitting and for validation in turn. */
const FEW_CASES = 3000;
const FOLDS = 3;

/**
 * Cut cases from the data, count over the rest, choose settings, fit the ranker, and compare it with the components on
 * cases it was not fitted on.
 */
export function learn(all: Interactions, { cut: how, judge, seed, typeWeights, onProgress = () => {} }: Learning): Learned {
  onProgress("choosing settings", 0);
  const repeats = repeatShare(all) >= LEAST_REPEATS;
  const part = cut(all, how);
  const counting = { repeats, typeWeights };
  const settings = tune(part.train, part.cases, counting, judge, (share) => onProgress("choosing settings", share * 0.5));
  const counted = countAll(part.train, settings, counting);
  const cases = part.cases.map((each) => sessionCase(each, counted));
  const rules: CandidateRules = { each: 50, popular: 8, repeats };
  const components = componentsOf(counted, settings);
  const candidates = new Candidates(components, counted.facts, rules);
  const listerOf = (ranker: Ranker) => new HybridLister(candidates, ranker, counted.facts, repeats);
  onProgress("fitting the ranker", 0.5);
  const fit = (fitCases: readonly Case[], share: number, of: number) =>
    fitOn(candidates, fitCases, seed, (done) => onProgress("fitting the ranker", 0.5 + 0.5 * (share + of * done)));
  const folds = cases.length < FEW_CASES ? FOLDS : 1;
  const worth: Record<string, number> = {};
  const add = (name: string, lister: Lister, some: readonly Case[]) =>
    (worth[name] = (worth[name] ?? 0) + worthOf(lister, some, judge));
  let ranker = plainRanker(candidates.features, components.length);
  for (let fold = 0; fold < folds; fold++) {
    const isHeld = (at: number) => (folds === 1 ? at < cases.length * 0.25 : at % folds === fold);
    const held = cases.filter((_, at) => isHeld(at));
    const fitted = fit(cases.filter((_, at) => !isHeld(at)), fold / (folds + 1), 1 / (folds + 1));
    add("plain", listerOf(plainRanker(candidates.features, components.length)), held);
    if (fitted) add("hybrid", listerOf(fitted), held);
    for (const each of components) add(each.name, new ComponentLister(each, counted.facts, repeats), held);
    if (fitted && folds === 1) ranker = fitted;
  }
  const plain = worth["plain"] ?? 0;
  const hybrid = worth["hybrid"] ?? 0;
  if (folds > 1 && hybrid >= plain) ranker = fit(cases, folds / (folds + 1), 1 / (folds + 1)) ?? ranker;
  else if (hybrid < plain) ranker = plainRanker(candidates.features, components.length);
  const { plain: _plain, ...rest } = { ...worth, hybrid: Math.max(plain, hybrid) };
  const [choice] = Object.entries(rest).reduce((best, each) => (each[1] > best[1] ? each : best));
  const total = folds === 1 ? Math.ceil(cases.length * 0.25) : cases.length;
  const validation = Object.fromEntries(Object.entries(worth).map(([name, sum]) => [name, sum / Math.max(1, total)]));
  return { settings, rules, ranker, choice: choice as Choice, validation };
}

/** A case about a user of the data is about that user's session. */
export function sessionCase<C extends { history: History }>(each: C, { sessionOf }: Counted): C {
  const { self } = each.history;
  return self === undefined ? each : { ...each, history: { ...each.history, self: sessionOf[self] } };
}

const LEAST_TO_FIT = 60;

function fitOn(candidates: Candidates, cases: readonly Case[], seed: number, onProgress: (share: number) => void) {
  const prepared = rankingCases(candidates, cases, seed);
  const usable = prepared.offsets.length - 1;
  if (usable < LEAST_TO_FIT) return undefined;
  const isSmall = usable < 1500;
  const epochs = isSmall ? 16 : 6;
  return fitRanker(
    prepared,
    { hidden: isSmall ? 6 : 16, epochs, rate: isSmall ? 0.01 : 0.006, batch: 32, decay: isSmall ? 0.05 : 0.01, seed },
    (epoch) => onProgress((epoch + 1) / epochs),
  );
}

/** How a learned model lists, over what was counted. Keeps scratch space: one per thread. */
export function listerOf(counted: Counted, { settings, rules, ranker, choice }: Learned): Lister {
  const components = componentsOf(counted, settings);
  const alone = components.find(({ name }) => name === choice);
  if (alone) return new ComponentLister(alone, counted.facts, rules.repeats);
  return new HybridLister(new Candidates(components, counted.facts, rules), ranker, counted.facts, rules.repeats);
}
