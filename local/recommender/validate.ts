import { Blend, type BlendWeights, type Parts } from "./blend.ts";
import { type Case } from "./hold-out.ts";
import { hitsIn, ndcg } from "./metrics.ts";

/** Where the search begins; good for click data, in which most next events are repeats. */
export const START: BlendWeights = { fading: 0.6, own: 1, together: 0.3, attention: 1, popular: 0.03 };

const CHOICES: { [W in keyof BlendWeights]: number[] } = {
  own: [0, 0.3, 1, 3],
  together: [0, 0.1, 0.3, 1, 3, 10],
  fading: [0.2, 0.4, 0.6, 1, 1.5],
  attention: [0.3, 0.6, 1, 1.5],
  popular: [0.003, 0.03, 0.3, 1],
};

/** The weights with the best mean NDCG@25 on the cases, searched one weight at a time, twice round. */
export function bestWeights(parts: Parts, cases: readonly Case[]): BlendWeights {
  const blend = new Blend(parts);
  const worthOf = (weights: BlendWeights) => {
    let sum = 0;
    for (const { history, relevant } of cases) {
      sum += ndcg(hitsIn(blend.top(history, weights, 25).items, relevant), relevant.size, 25);
    }
    return sum;
  };
  let best = { weights: START, worth: worthOf(START) };
  for (const _round of [1, 2]) {
    for (const name of Object.keys(CHOICES) as (keyof BlendWeights)[]) {
      for (const value of CHOICES[name]) {
        if (value === best.weights[name]) continue;
        const weights = { ...best.weights, [name]: value };
        const worth = worthOf(weights);
        // A gain below a thousandth is noise: then the earlier, plainer choice stays.
        if (worth > best.worth * 1.001) best = { weights, worth };
      }
    }
  }
  return best.weights;
}
