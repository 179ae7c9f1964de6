import { type Cut, type CutData, cuts } from "../cases.ts";
import { componentsOf, type Counted, countAll, type CountingRules, popularComponents } from "./knowledge.ts";
import type { ComponentSettings } from "../components/settings.ts";
import type { ItemContent } from "../content.ts";
import type { Case, History } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import { repeatShare } from "../return-rates.ts";
import { Candidates, type CandidateRules } from "./candidates.ts";
import { fitRanker, type RankingCases } from "./fit-ranker.ts";
import { ComponentLister, HybridLister, type Lister } from "./lists.ts";
import type { Ranker } from "./ranker.ts";
import { plainRanker } from "./plain-ranker.ts";
import { joined, rankingCases } from "./ranking-cases.ts";
import { type Judge, worthOf } from "./judge.ts";
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
/** With fewer cases than this, each is used for fitting and for validation in turn. */
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
  const rules: CandidateRules = { each: 80, popular: 8, repeats, ...(given.recency === false && { recency: false }) };
  onProgress("fitting the ranker", 0.5);
  const trial = trialOn(first, settings, rules, counting);
  const { candidates } = trial;
  const more = further.map((part) => {
    const other = trialOn(part, settings, rules, counting);
    return rankingCases(other.candidates, other.cases, seed);
  });
  const folds = trial.cases.length < FEW_CASES ? FOLDS : 1;
  let fits = 0;
  const fit = (cases: readonly Case[]) => {
    const prepared = joined([rankingCases(candidates, cases, seed), ...more]);
    const from = fits++ / (folds + 1);
    return fitOn(prepared, seed, given.hidden, (done) =>
      onProgress("fitting the ranker", 0.5 + 0.5 * (from + done / (folds + 1))),
    );
  };
  const plain = plainRanker(candidates.features, trial.components.length);
  const worth = new Map<string, number>();
  let ranker = plain;
  for (let fold = 0; fold < folds; fold++) {
    const isHeld = (at: number) => (folds === 1 ? at < trial.cases.length * HELD : at % folds === fold);
    const held = trial.cases.filter((_, at) => isHeld(at));
    const add = (name: string, lister: Lister) =>
      worth.set(name, (worth.get(name) ?? 0) + worthOf(lister, held, judge));
    const fitted = fit(trial.cases.filter((_, at) => !isHeld(at)));
    const hybrid = (of: Ranker) => new HybridLister(candidates, of, trial.counted.facts, repeats);
    add("plain", hybrid(plain));
    if (fitted) add("hybrid", hybrid(fitted));
    for (const each of [...trial.components, ...popularComponents(trial.counted.facts)])
      add(each.name, new ComponentLister(each, trial.counted.facts, repeats));
    if (fitted && folds === 1) ranker = fitted;
  }
  const isPlain = (worth.get("hybrid") ?? 0) < (worth.get("plain") ?? 0);
  if (isPlain) ranker = plain;
  else if (folds > 1) ranker = fit(trial.cases) ?? plain;
  const judged = folds === 1 ? Math.ceil(trial.cases.length * HELD) : trial.cases.length;
  const validation = Object.fromEntries([...worth].map(([name, sum]) => [name, sum / Math.max(1, judged)]));
  return { settings, rules, ranker, choice: bestOf(worth), validation };
}

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

function trialOn(
  { train, cases }: CutData,
  settings: ComponentSettings,
  rules: CandidateRules,
  counting: CountingRules,
) {
  const counted = countAll(train, settings, counting);
  const components = componentsOf(counted, settings);
  return {
    counted,
    components,
    candidates: new Candidates(components, counted.facts, rules),
    cases: cases.map((each) => sessionCase(each, counted)),
  };
}

/** A case about a user of the data is about that user's session. */
export function sessionCase<C extends { history: History }>(each: C, { sessionOf }: Counted): C {
  const { self } = each.history;
  return self === undefined ? each : { ...each, history: { ...each.history, self: sessionOf[self] } };
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
  const epochs = isSmall ? 16 : 6;
  const [hidden, rate, decay] = isSmall ? [6, 0.01, 0.05] : [24, 0.006, 0.01];
  return fitRanker(cases, { hidden: units ?? hidden, epochs, rate, batch: 32, decay, seed }, (epoch) =>
    onProgress((epoch + 1) / epochs),
  );
}

/** How a learned model lists, over what was counted. Keeps scratch space: one per thread. */
export function listerOf(counted: Counted, { settings, rules, ranker, choice }: Learned): Lister {
  const components = componentsOf(counted, settings);
  const alone = [...components, ...popularComponents(counted.facts)].find(({ name }) => name === choice);
  if (alone) return new ComponentLister(alone, counted.facts, rules.repeats);
  return new HybridLister(new Candidates(components, counted.facts, rules), ranker, counted.facts, rules.repeats);
}
