import type { CutData } from "../cases.ts";
import type { Component } from "../components/component.ts";
import type { ComponentSettings } from "../components/settings.ts";
import type { Case, History } from "../hold-out.ts";
import { Candidates, type CandidateRules } from "./candidates.ts";
import { type Judge, worthOf } from "./judge.ts";
import { componentsOf, type Counted, countAll, type CountingRules, otherComponents } from "./knowledge.ts";
import { ComponentLister, HybridLister, type Lister } from "./lists.ts";
import type { Ranker } from "./ranker.ts";

/** Cases and everything that was counted without them. */
export interface Trial {
  counted: Counted;
  /** Those that name candidates, and those that may only serve alone. */
  components: Component[];
  others: Component[];
  candidates: Candidates;
  cases: Case[];
}

export function trialOn(
  { train, cases }: CutData,
  settings: ComponentSettings,
  rules: CandidateRules,
  counting: CountingRules,
): Trial {
  const counted = countAll(train, settings, counting);
  const components = componentsOf(counted, settings);
  return {
    counted,
    components,
    others: otherComponents(counted, settings),
    candidates: new Candidates(components, counted.facts, rules),
    cases: cases.map((each) => sessionCase(each, counted)),
  };
}

/** A case about a user of the data is about that user's session. */
export function sessionCase<C extends { history: History }>(each: C, { sessionOf }: Counted): C {
  const { self } = each.history;
  return self === undefined ? each : { ...each, history: { ...each.history, self: sessionOf[self] } };
}

/** What each way of listing is worth on the cases, summed: the rankers by their names, and every component alone. */
export function worthsOn(
  { candidates, components, others, counted: { facts } }: Trial,
  rankers: Readonly<Record<string, Ranker>>,
  cases: readonly Case[],
  repeats: boolean,
  judge: Judge,
): [name: string, worth: number][] {
  const ways: [string, Lister][] = [
    ...Object.entries(rankers).map(([name, ranker]): [string, Lister] => [
      name,
      new HybridLister(candidates, ranker, facts, repeats),
    ]),
    ...[...components, ...others].map((each): [string, Lister] => [
      each.name,
      new ComponentLister(each, facts, repeats),
    ]),
  ];
  return ways.map(([name, lister]) => [name, worthOf(lister, cases, judge)]);
}
