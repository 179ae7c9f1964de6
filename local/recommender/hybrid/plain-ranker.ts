import { PER_COMPONENT } from "./component-columns.ts";
import { OWN } from "./own-columns.ts";
import type { Ranker } from "./ranker.ts";

/** What serves where there are too few cases to fit anything: each component's share and rank, then popularity. */
export function plainRanker(features: number, components: number): Ranker {
  const weights = new Float32Array(features);
  for (let each = 0; each < components; each++) weights.set([1, 2, 1], each * PER_COMPONENT);
  const own = components * PER_COMPONENT;
  weights[own + OWN.popularity] = 1;
  weights[own + OWN.recent] = 1;
  weights[own + OWN.isOwn] = 0.5;
  weights[own + OWN.recency] = 2;
  weights[own + OWN.times] = 0.5;
  weights[own + OWN.worth] = 2;
  weights[own + OWN.taste] = 0.5;
  return { features, hidden: 0, weights };
}
