import { Candidates } from "../../local/recommender/hybrid/candidates.ts";
import { componentsOf, type Counted, countAll, otherComponents } from "../../local/recommender/hybrid/knowledge.ts";
import { type Choice, type Learned, learn, listerOf } from "../../local/recommender/hybrid/learn.ts";
import { ComponentLister, fill, HybridLister } from "../../local/recommender/hybrid/lists.ts";
import { sessionCase } from "../../local/recommender/hybrid/trial.ts";
import type { Interactions } from "../../local/recommender/interactions.ts";
import { answering, queriesOf } from "./answers.ts";
import { latencyOf, measure, type Row } from "./measure.ts";
import type { Trial } from "./protocols.ts";

const MOST_ASKED = 5000;

export interface Outcome {
  rows: Row[];
  learned: Learned;
  learningSeconds: number;
  /** Of the processor: what learning would take on a machine that does nothing else. */
  learningCpuSeconds: number;
  /** The largest the process has been, in MiB. */
  peakMiB: number;
}

/** Learn on the training part, count, and measure each component and the whole on the test cases. */
export function run(trial: Trial, seed: number, onProgress: (doing: string, share: number) => void): Outcome {
  const { train, cut, depth } = trial;
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const learned = learn(train, { cut, judge: { depth }, seed, onProgress });
  const learningSeconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const learningCpuSeconds = (user + system) / 1e6;
  const rows = measureAll(trial, train, learned, learningSeconds, onProgress);
  if (trial.refit) {
    const [refitted] = measureAll(trial, trial.refit, learned, learningSeconds, onProgress).slice(-1);
    if (refitted) rows.push({ ...refitted, name: "served, refit" });
  }
  return { rows, learned, learningSeconds, learningCpuSeconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

function measureAll(
  { test, depth }: Trial,
  train: Interactions,
  learned: Learned,
  learningSeconds: number,
  onProgress: (doing: string, share: number) => void,
): Row[] {
  onProgress("counting", 0);
  const began = performance.now();
  const { settings, rules, ranker } = learned;
  const counted: Counted = countAll(train, settings, { repeats: rules.repeats, typeWeights: undefined });
  const counting = (performance.now() - began) / 1000;
  const cases = test.map((each) => sessionCase(each, counted));
  const facts = { depth, items: train.items.length };
  const popular = (order: Uint32Array) => {
    const items: number[] = [];
    fill(items, order, 500);
    return ({ item }: { item: ArrayLike<number> }) => {
      const seen = new Set(rules.repeats ? [] : Array.from(item));
      return items.filter((each) => !seen.has(each)).slice(0, depth);
    };
  };
  const components = componentsOf(counted, settings);
  const { order, recentOrder } = counted.facts;
  const rows = [
    measure("popularity", popular(order), cases, { ...facts, trainingSeconds: 0 }),
    measure("recent popularity", popular(recentOrder), cases, { ...facts, trainingSeconds: 0 }),
  ];
  const answer = answering(train, counted, learned);
  const queries = queriesOf(cases.slice(0, MOST_ASKED), train, depth);
  const answerOf = (choice: Choice) => latencyOf(queries, answer(choice));
  const alone = [...components, ...otherComponents(counted, settings).filter(({ name }) => name === "cosine")];
  for (const [at, each] of alone.entries()) {
    onProgress("measuring", at / (alone.length + 2));
    const lister = new ComponentLister(each, counted.facts, rules.repeats);
    const list = (history: Parameters<typeof lister.list>[0]) => lister.list(history, depth).items;
    const row = measure(each.name, list, cases, { ...facts, trainingSeconds: counting / alone.length });
    rows.push({ ...row, answer: answerOf(each.name as Choice) });
  }
  const hybrid = new HybridLister(
    new Candidates(components, counted.facts, rules),
    ranker,
    counted.facts,
    rules.repeats,
  );
  const whole = { ...facts, trainingSeconds: learningSeconds + counting };
  const row = measure("hybrid", (history) => hybrid.list(history, depth).items, cases, whole);
  rows.push({ ...row, answer: answerOf("hybrid") });
  const served = listerOf(counted, learned);
  onProgress("measuring", 1);
  const last = measure(`served (${learned.choice})`, (history) => served.list(history, depth).items, cases, whole);
  rows.push({ ...last, answer: answerOf(learned.choice) });
  return rows;
}
