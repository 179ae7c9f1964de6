import type { SolutionConfig } from "@aws-sdk/client-personalize";
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
const yes: Reading = (text, name) => {
  if (!/^(true|false)$/i.test(text)) throw invalid(`Value ${text} of ${name} must be true or false.`);
  return { recency: /^true$/i.test(text) };
};

/** A ranker here has 24 hidden units where a hidden dimension of AWS's default 149 is asked for. */
const hiddenDimension: Reading = (text, name) => ({
  hidden: Math.max(4, Math.round((number(text, name, 32, 256) * 24) / 149)),
});
const frequencies: Readonly<Record<string, number>> = {
  "30 minutes": 1800,
  "1 hour": 3600,
  "3 hours": 10_800,
  "1 day": 86_400,
};

const sequence = {
  hidden_dimension: hiddenDimension,
  bptt: (text: string, name: string) => ({ depth: number(text, name, 2, 32) }),
  recency_mask: yes,
};
const byRecipe: Readonly<Record<string, Readonly<Record<string, Reading>>>> = {
  "aws-user-personalization": sequence,
  "aws-personalized-ranking": sequence,
  "aws-user-personalization-v2": { apply_recency_bias: yes },
  "aws-personalized-ranking-v2": { apply_recency_bias: yes },
  "aws-sims": {
    popularity_discount_factor: (text, name) => ({ popularityDiscount: number(text, name, 0, 1) }),
    min_cointeraction_count: (text, name) => ({ leastCointeractions: number(text, name, 0, 10) }),
  },
};
const withPercentiles = ["aws-user-personalization", "aws-personalized-ranking", "aws-sims"];

/** What a solution's parameters ask of its recipe. Throws InvalidInputException for those the recipe does not have. */
export function recipeOptions(recipe: string, config: SolutionConfig | undefined): RecipeOptions {
  const options: RecipeOptions = {};
  for (const [name, text] of Object.entries(config?.algorithmHyperParameters ?? {})) {
    const read = byRecipe[recipe]?.[name];
    if (!read) throw invalid(`Hyperparameter ${name} is not valid for recipe ${recipe}.`);
    Object.assign(options, read(text, name));
  }
  let [least, most] = [0, 1];
  for (const [name, text] of Object.entries(config?.featureTransformationParameters ?? {})) {
    if (recipe === "aws-trending-now" && name === "trend_discovery_frequency") {
      const seconds = frequencies[text];
      if (seconds === undefined)
        throw invalid(`Value ${text} of ${name} must be one of ${Object.keys(frequencies).join(", ")}.`);
      options.trendSeconds = seconds;
    } else if (withPercentiles.includes(recipe) && name === "min_user_history_length_percentile")
      least = number(text, name, 0, 1);
    else if (withPercentiles.includes(recipe) && name === "max_user_history_length_percentile")
      most = number(text, name, 0, 1);
    else throw invalid(`Feature transformation parameter ${name} is not valid for recipe ${recipe}.`);
  }
  if (least > 0 || most < 1) options.historyPercentiles = [least, most];
  return options;
}
