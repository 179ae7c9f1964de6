import { type Cut, cuts } from "../cases.ts";
import { componentsOf, type Counted, otherComponents } from "./knowledge.ts";
import type { ComponentSettings } from "../components/settings.ts";
import type { ItemContent } from "../content.ts";
import type { Case } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import { repeatShare } from "../return-rates.ts";
import { Candidates, type CandidateRules } from "./candidates.ts";
import { fitRanker } from "./fit-ranker.ts";
import { ComponentLister, HybridLister, type Lister } from "./lists.ts";
import type { Ranker } from "./ranker.ts";
import { plainRanker } from "./plain-ranker.ts";
import { joined, rankingCases, type RankingCases } from "./ranking-cases.ts";
import type { Judge } from "./judge.ts";
import { trialOn, worthsOn } from "./trial.ts";
import { tune } from "./tune.ts";

/** How to list: by the ranker, or by one component alone where that was better on validation. */
export type Choice = "hybrid" | AloneName;
type AloneName =
  "co-occurrence" | "transitions" | "cosine" | "sessions" | "two steps" | "popularity" | "recent popularity";

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
  content?: ItemContent;
  /** Settings that are given and not chosen. */
  given?: { hidden?: number; depth?: number; recency?: boolean };
  /** Told what is being done and how far it is, 0 to 1; throws to stop. */
  onProgress?: (doing: string, share: number) => void;
}

/** Below this share nobody comes back to an item, and own items are left out. */
const LEAST_REPEATS = 0.005;
/** Candidates taken from each component, and kept of all: more of them cost time and did not rank better on validation. */
const EACH = 32;
const KEPT = 40;
const POPULAR = 4;
/** With fewer cases than this, those of all cuts are used for fitting and for validation in turn. */
const FEW_CASES = 3000;
const FOLDS = 3;
/** Otherwise this share is held back for validation. */
const HELD = 0.25;

/**
 * Cut cases from the data, count over the rest, choose settings, fit the ranker, and compare it with the components on
 * cases it was not fitted on.
 */
export function learn(all: Interactions, learning: Learning): Learned {
  const { cut: how, judge, seed, typeWeights, content, given = {}, onProgress = () => {} } = learning;
  onProgress("choosing settings", 0);
  const repeats = repeatShare(all) >= LEAST_REPEATS;
  const counting = { repeats, typeWeights, ...(content && { content }) };
  const [first = { train: all, cases: [] }, ...further] = cuts(all, how);
  const tuning = (share: number) => onProgress("choosing settings", share / 2);
  const settings = asGiven(tune(first.train, first.cases, counting, judge, tuning), given);
  const rules: CandidateRules = {
    each: EACH,
    most: KEPT,
    popular: POPULAR,
    repeats,
    ...(given.recency === false && { recency: false }),
  };
  onProgress("fitting the ranker", 0.5);
  const isFew = [first, ...further].reduce((sum, { cases }) => sum + cases.length, 0) < FEW_CASES;
  const folds = isFew ? FOLDS : 1;
  const lead = trialOn(first, settings, rules, counting);
  const trials = [lead, ...(isFew ? further : []).map((part) => trialOn(part, settings, rules, counting))];
  const more = (isFew ? [] : further).map((part) => {
    const { candidates, cases } = trialOn(part, settings, rules, counting);
    return rankingCases(candidates, cases, seed);
  });
  let fits = 0;
  const fit = (isTaught: IsOf) => {
    const taught = trials.map(({ candidates, cases }) => rankingCases(candidates, cases.filter(isTaught), seed));
    const from = fits++ / (folds + 1);
    return fitOn(joined([...taught, ...more]), seed, given.hidden, (done) =>
      onProgress("fitting the ranker", 0.5 + 0.5 * (from + done / (folds + 1))),
    );
  };
  const plain = plainRanker(lead.candidates.features, lead.components.length);
  const worth = new Map<string, number>();
  let judged = 0;
  let ranker = plain;
  for (let fold = 0; fold < folds; fold++) {
    const isHeld: IsOf = isFew
      ? ({ history }, at) => (history.self ?? at) % folds === fold
      : (_, at) => at < lead.cases.length * HELD;
    const fitted = fit((each, at) => !isHeld(each, at));
    const rankers = { plain, ...(fitted && { hybrid: fitted }) };
    for (const trial of trials) {
      const held = trial.cases.filter(isHeld);
      judged += held.length;
      for (const [name, sum] of worthsOn(trial, rankers, held, repeats, judge))
        worth.set(name, (worth.get(name) ?? 0) + sum);
    }
    if (fitted && !isFew) ranker = fitted;
  }
  if ((worth.get("hybrid") ?? 0) < (worth.get("plain") ?? 0)) ranker = plain;
  else if (isFew) ranker = fit(() => true) ?? plain;
  const validation = Object.fromEntries([...worth].map(([name, sum]) => [name, sum / Math.max(1, judged)]));
  return { settings, rules, ranker, choice: bestOf(worth), validation };
}

/** Whether a case is one of some. */
type IsOf = (each: Case, at: number) => boolean;

function asGiven(
  settings: ComponentSettings,
  { depth, recency = true }: NonNullable<Learning["given"]>,
): ComponentSettings {
  const limited = <T extends { fading: number; depth: number }>(how: T): T => ({
    ...how,
    fading: recency ? how.fading : 0,
    depth: Math.min(how.depth, depth ?? how.depth),
  });
  return {
    ...settings,
    nearAttention: limited(settings.nearAttention),
    cosineAttention: limited(settings.cosineAttention),
    sessions: limited(settings.sessions),
  };
}

/** The ranker, plain or fitted, unless a component alone did better. */
function bestOf(worth: ReadonlyMap<string, number>): Choice {
  let best: [name: string, worth: number] = ["hybrid", Math.max(worth.get("hybrid") ?? 0, worth.get("plain") ?? 0)];
  for (const each of worth) if (each[0] !== "plain" && each[1] > best[1]) best = each;
  return best[0] as Choice;
}

const LEAST_TO_FIT = 60;

function fitOn(
  cases: RankingCases,
  seed: number,
  units: number | undefined,
  onProgress: (share: number) => void,
): Ranker | undefined {
  const usable = cases.offsets.length - 1;
  if (usable < LEAST_TO_FIT) return undefined;
  const isSmall = usable < 1500;
  const epochs = isSmall ? 16 : 8;
  const [hidden, rate, decay] = isSmall ? [6, 0.01, 0.05] : [8, 0.006, 0.03];
  return fitRanker(cases, { hidden: units ?? hidden, epochs, rate, batch: 32, decay, seed }, (epoch) =>
    onProgress((epoch + 1) / epochs),
  );
}

/** How a learned model lists, over what was counted. Keeps scratch space: one per thread. */
export function listerOf(counted: Counted, { settings, rules, ranker, choice }: Learned): Lister {
  const components = componentsOf(counted, settings);
  const alone = [...components, ...otherComponents(counted, settings)].find(({ name }) => name === choice);
  if (alone) return new ComponentLister(alone, counted.facts, rules.repeats);
  return new HybridLister(new Candidates(components, counted.facts, rules), ranker, counted.facts, rules.repeats);
}
