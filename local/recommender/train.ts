import { contentOf, type ItemColumn } from "./content.ts";
import { evaluate, LIST_LENGTH } from "./evaluate.ts";
import { type History, holdOut } from "./hold-out.ts";
import { countAll, type CountingRules } from "./hybrid/knowledge.ts";
import { type Learned, learn } from "./hybrid/learn.ts";
import type { Interactions } from "./interactions.ts";
import { checkFits } from "./memory.ts";
import type { Metrics } from "./metrics.ts";
import { HISTORY_EVENTS, type Knowledge, type Model } from "./model.ts";
import { learnedWithout, type RecipeOptions, countedFor } from "./recipe-options.ts";
import { looksAtVisitors, type RecipeKind } from "./recipes.ts";
import { repeatShare } from "./return-rates.ts";
import { withinPercentiles } from "./percentiles.ts";
import { recipeLister } from "./recipe-lister.ts";
import { chooseSegments } from "./segments/choose-segments.ts";
import { columnsOf, type UserColumn } from "./segments/count-segments.ts";
import { TrainedModel } from "./trained-model.ts";

export interface TrainingParameters extends RecipeOptions {
  /** How much events of a type count; all alike when absent. */
  weightOf?: (eventType: string) => number;
  seed?: number;
  /** Columns of the Items dataset, by item number. */
  columns?: readonly ItemColumn[];
  /** Columns of the Users dataset, by user number. */
  userColumns?: readonly UserColumn[];
  /** Bytes the training may take; see `checkFits`. */
  memory?: number;
  /** Told what is being done and how far that is, 0 to 1. Throws to stop. */
  onProgress?: (doing: string, share: number) => void;
}

export interface Trained {
  model: Model;
  metrics: Metrics;
  /** NDCG@25 on the validation part by way of listing; empty where there was nothing to choose. */
  validation: Record<string, number>;
}

/** The same for every solution version, so that versions trained on the same data are asked about the same visitors. */
const HOLD_OUT_SEED = 20_180_522;
const TEST_SHARE = 0.1;
const VALIDATION_SHARE = 0.2;
const MOST_VALIDATION_CASES = 20_000;
const MOST_COVERAGE_VISITORS = 2000;

/**
 * Settings and ranker are learned on cases cut from the training visitors, metrics come from visitors neither the counts
 * nor the choice have seen, and the model that is kept is then counted over everybody. Throws DoesNotFit before it starts.
 */
export function train(given: Interactions, kind: RecipeKind, parameters: TrainingParameters = {}): Trained {
  const {
    weightOf,
    seed = HOLD_OUT_SEED,
    columns = [],
    userColumns = [],
    memory,
    onProgress = () => {},
    ...options
  } = parameters;
  const all = withinPercentiles(given, options);
  if (memory !== undefined) checkFits(sizeOf(all), kind, memory);
  const typeWeights = weightOf && all.eventTypes.map(weightOf);
  const content = columns.length === 0 ? undefined : contentOf(all.items.length, columns);
  const test = holdOut(all, TEST_SHARE, seed, typeWeights);
  const learned = looksAtVisitors(kind)
    ? learn(test.train, {
        cut: {
          kind: "users",
          share: VALIDATION_SHARE,
          most: MOST_VALIDATION_CASES,
          seed: seed + 1,
          ...(typeWeights && { typeWeights }),
        },
        judge: { depth: LIST_LENGTH },
        seed,
        given: options,
        onProgress: (doing, share) => onProgress(doing, share * 0.7),
        ...(typeWeights && { typeWeights }),
        ...(content && { content }),
      })
    : learnedWithout(options, repeatShare(all) > 0);
  const rules: CountingRules = { repeats: learned.rules.repeats, typeWeights, ...(content && { content }) };
  onProgress("measuring", 0.75);
  const count = (part: Interactions) => countedFor(kind, part, learned, rules, options, countAll);
  const lister = recipeLister({ kind, counted: count(test.train), learned });
  const list = (history: History) => lister.list(history, LIST_LENGTH).items;
  const metrics = evaluate(list, test.cases, pasts(test.train, MOST_COVERAGE_VISITORS), all.items.length);
  onProgress("counting", 0.9);
  const knowledge = knowledgeOf(all, kind, count(all), learned);
  const segments =
    looksAtVisitors(kind) &&
    userColumns.length > 0 &&
    chooseSegments(all, columnsOf(userColumns, given.users, all.users), seed + 2);
  onProgress("counting", 1);
  return {
    model: new TrainedModel({ ...knowledge, ...(segments && { segments }) }),
    metrics,
    validation: learned.validation,
  };
}

const sizeOf = ({ item, users, items }: Interactions) => ({
  interactions: item.length,
  users: users.length,
  items: items.length,
});

/** Histories of up to `most` visitors, evenly spread over them. */
function* pasts(all: Interactions, most: number): Generator<History> {
  const step = Math.max(1, all.users.length / most);
  for (let next = 0; next < all.users.length; next += step) {
    const user = Math.floor(next);
    const to = all.offsets[user + 1] ?? 0;
    const from = Math.max(all.offsets[user] ?? 0, to - HISTORY_EVENTS);
    yield { item: all.item.subarray(from, to), type: all.type.subarray(from, to) };
  }
}

function knowledgeOf(all: Interactions, kind: RecipeKind, counted: Knowledge["counted"], learned: Learned): Knowledge {
  const isPersonal = looksAtVisitors(kind);
  const pastOffsets = new Uint32Array(isPersonal ? all.users.length + 1 : 1);
  for (let user = 0; user < pastOffsets.length - 1; user++) {
    const events = (all.offsets[user + 1] ?? 0) - (all.offsets[user] ?? 0);
    pastOffsets[user + 1] = (pastOffsets[user] ?? 0) + Math.min(events, HISTORY_EVENTS);
  }
  const pastItem = new Uint32Array(pastOffsets[pastOffsets.length - 1] ?? 0);
  const pastType = new Uint8Array(pastItem.length);
  for (let user = 0; user < pastOffsets.length - 1; user++) {
    const [start, to] = [pastOffsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    const from = to - (pastOffsets[user + 1] ?? 0) + start;
    pastItem.set(all.item.subarray(from, to), start);
    pastType.set(all.type.subarray(from, to), start);
  }
  return {
    kind,
    items: all.items,
    eventTypes: all.eventTypes,
    users: isPersonal ? all.users : [],
    pastOffsets,
    pastItem,
    pastType,
    counted,
    learned,
    newest: all.time.reduce((a, b) => Math.max(a, b), 0),
  };
}
