import type { SolutionConfig } from "@aws-sdk/client-personalize";
import type { Percentiles } from "../../recommender/percentiles.ts";
import type { RecipeOptions } from "../../recommender/recipe-options.ts";
import { invalid } from "./refusals.ts";

/** How the text of one parameter is read into the options; throws when it is out of range. */
type Reading = (text: string, name: string) => RecipeOptions;

const number = (text: string, name: string, least: number, most: number): number => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= least && value <= most))
    throw invalid(`Value ${text} of ${name} must be between ${least} and ${most}.`);
  return value;
};
const whole = (text: string, name: string, least: number, most: number): number => {
  const value = number(text, name, least, most);
  if (!Number.isInteger(value)) throw invalid(`Value ${text} of ${name} must be a whole number.`);
  return value;
};
const yes: Reading = (text, name) => {
  if (!/^(true|false)$/i.test(text)) throw invalid(`Value ${text} of ${name} must be true or false.`);
  return { recency: /^true$/i.test(text) };
};

/** A ranker here has 8 hidden units where a hidden dimension of AWS's default 149 is asked for. */
const hiddenDimension: Reading = (text, name) => ({
  hidden: Math.max(4, Math.round((whole(text, name, 32, 256) * 8) / 149)),
});
const frequencies: Readonly<Record<string, number>> = {
  "30 minutes": 1800,
  "1 hour": 3600,
  "3 hours": 10_800,
  "1 day": 86_400,
};

const sequence = {
  hidden_dimension: hiddenDimension,
  bptt: (text: string, name: string) => ({ depth: whole(text, name, 2, 32) }),
  recency_mask: yes,
};
const byRecipe: Readonly<Record<string, Readonly<Record<string, Reading>>>> = {
  "aws-user-personalization": sequence,
  "aws-personalized-ranking": sequence,
  "aws-user-personalization-v2": { apply_recency_bias: yes },
  "aws-personalized-ranking-v2": { apply_recency_bias: yes },
  "aws-sims": {
    popularity_discount_factor: (text, name) => ({ popularityDiscount: number(text, name, 0, 1) }),
    min_cointeraction_count: (text, name) => ({ leastCointeractions: whole(text, name, 0, 10) }),
  },
};
/** Which pair of the options a bound belongs to, and whether it is the lower one. */
const histories = { min_user_history_length_percentile: 0, max_user_history_length_percentile: 1 } as const;
const interactions = { min_item_interaction_count_percentile: 0, max_item_interaction_count_percentile: 1 } as const;
const bounds: Readonly<Record<string, Readonly<Record<string, { of: keyof Percentiles; side: 0 | 1 }>>>> = {
  "aws-user-personalization": boundsOf(["historyPercentiles", histories]),
  "aws-personalized-ranking": boundsOf(["historyPercentiles", histories]),
  "aws-sims": boundsOf(["historyPercentiles", histories], ["itemPercentiles", interactions]),
};

function boundsOf(...pairs: [of: keyof Percentiles, names: Readonly<Record<string, 0 | 1>>][]) {
  return Object.fromEntries(
    pairs.flatMap(([of, names]) => Object.entries(names).map(([name, side]) => [name, { of, side }])),
  );
}

/** What a solution's parameters ask of its recipe. Throws InvalidInputException for those the recipe does not have. */
export function recipeOptions(recipe: string, config: SolutionConfig | undefined): RecipeOptions {
  const options: RecipeOptions = {};
  for (const [name, text] of Object.entries(config?.algorithmHyperParameters ?? {})) {
    const read = byRecipe[recipe]?.[name];
    if (!read) throw invalid(`Hyperparameter ${name} is not valid for recipe ${recipe}.`);
    Object.assign(options, read(text, name));
  }
  for (const [name, text] of Object.entries(config?.featureTransformationParameters ?? {})) {
    const bound = bounds[recipe]?.[name];
    if (recipe === "aws-trending-now" && name === "trend_discovery_frequency") options.trendSeconds = secondsOf(text);
    else if (bound) {
      const pair: [number, number] = [...(options[bound.of] ?? [0, 1])];
      pair[bound.side] = number(text, name, 0, 1);
      options[bound.of] = pair;
    } else throw invalid(`Feature transformation parameter ${name} is not valid for recipe ${recipe}.`);
  }
  for (const [least, most] of [options.historyPercentiles ?? [0, 1], options.itemPercentiles ?? [0, 1]])
    if (least >= most) throw invalid(`A minimum percentile of ${least} leaves nothing below a maximum of ${most}.`);
  return options;
}

function secondsOf(text: string): number {
  const seconds = frequencies[text];
  if (seconds !== undefined) return seconds;
  throw invalid(`Value ${text} of trend_discovery_frequency must be one of ${Object.keys(frequencies).join(", ")}.`);
}
