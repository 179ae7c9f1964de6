import { HISTORY_EVENTS, type BlendWeights, type Parts } from "./blend.ts";
import { BlendedModel } from "./blended-model.ts";
import { evaluate, lister } from "./evaluate.ts";
import { type Case, type History, holdOut } from "./hold-out.ts";
import type { Interactions } from "./interactions.ts";
import type { Metrics } from "./metrics.ts";
import type { Knowledge, Model } from "./model.ts";
import { countParts } from "./parts.ts";
import type { RecipeKind } from "./recipes.ts";
import { bestWeights, START } from "./validate.ts";

export interface TrainingParameters {
  /** How much events of a type count; all alike when absent. */
  weightOf?: (eventType: string) => number;
  seed?: number;
}

export interface Trained {
  model: Model;
  metrics: Metrics;
}

/** The same for every solution version, so that versions trained on the same data are asked about the same visitors. */
const HOLD_OUT_SEED = 20_180_522;
const TEST_SHARE = 0.1;
const VALIDATION_SHARE = 0.2;
const MOST_VALIDATION_CASES = 300;
const MOST_COVERAGE_VISITORS = 2000;

/**
 * Weights are chosen on a validation part of the training visitors, metrics come from visitors neither the counts nor
 * the weights have seen, and the model that is kept is then counted over everybody.
 */
export function train(all: Interactions, kind: RecipeKind, parameters: TrainingParameters = {}): Trained {
  const { weightOf = () => 1, seed = HOLD_OUT_SEED } = parameters;
  const count = (part: Interactions) => countParts(part, kind, weightOf);
  const test = holdOut(all, TEST_SHARE, seed);
  const weights = kind === "personal" || kind === "ranking" ? validated(test.train, seed + 1, count) : START;
  const list = lister(kind, count(test.train), weights);
  const metrics = evaluate(list, test.cases, pasts(test.train, MOST_COVERAGE_VISITORS), all.items.length);
  return { model: new BlendedModel(knowledgeOf(all, kind, count(all), weights)), metrics };
}

function validated(part: Interactions, seed: number, count: (part: Interactions) => Parts): BlendWeights {
  const validation: { train: Interactions; cases: Case[] } = holdOut(
    part,
    VALIDATION_SHARE,
    seed,
    MOST_VALIDATION_CASES,
  );
  return bestWeights(count(validation.train), validation.cases);
}

/** Histories of up to `most` visitors, evenly spread over them. */
function* pasts(all: Interactions, most: number): Generator<History> {
  const step = Math.max(1, all.users.length / most);
  for (let next = 0; next < all.users.length; next += step) {
    const user = Math.floor(next);
    const [from, to] = [all.offsets[user], all.offsets[user + 1]];
    yield { item: all.item.subarray(from, to), type: all.type.subarray(from, to) };
  }
}

function knowledgeOf(all: Interactions, kind: RecipeKind, parts: Parts, weights: BlendWeights): Knowledge {
  const isPersonal = kind === "personal" || kind === "ranking";
  const pastOffsets = new Uint32Array(isPersonal ? all.users.length + 1 : 1);
  const kept: number[] = [];
  for (let user = 0; user < pastOffsets.length - 1; user++) {
    const to = all.offsets[user + 1] ?? 0;
    for (let event = Math.max(all.offsets[user] ?? 0, to - HISTORY_EVENTS); event < to; event++) kept.push(event);
    pastOffsets[user + 1] = kept.length;
  }
  return {
    kind,
    items: all.items,
    eventTypes: all.eventTypes,
    users: isPersonal ? all.users : [],
    pastOffsets,
    pastItem: Uint32Array.from(kept, (event) => all.item[event] ?? 0),
    pastType: Uint8Array.from(kept, (event) => all.type[event] ?? 0),
    parts,
    weights,
  };
}
