import { recipes, type RecipeKind } from "../../recommender/recipes.ts";

export interface RecipeFacts {
  arn: string;
  name: string;
  kind: RecipeKind;
  recipeType: string;
}

const TYPE: Record<RecipeKind, string> = {
  personal: "USER_PERSONALIZATION",
  ranking: "PERSONALIZED_RANKING",
  related: "RELATED_ITEMS",
  sims: "RELATED_ITEMS",
  popular: "USER_PERSONALIZATION", // documented as POPULAR_ITEMS too
  trending: "POPULAR_ITEMS",
};

/** Recipes have neither region nor account. */
export const recipeList: readonly RecipeFacts[] = Object.entries(recipes).map(([name, kind]) => ({
  arn: `arn:aws:personalize:::recipe/${name}`,
  name,
  kind,
  recipeType: name === "aws-item-affinity" ? "USER_SEGMENTATION" : TYPE[kind],
}));

export const recipeOf = (arn: string): RecipeFacts | undefined => recipeList.find((recipe) => recipe.arn === arn);

/** Recipes of Personalize that train nothing here, and why. */
const absent: Readonly<Record<string, string>> = {
  "aws-item-attribute-affinity": "of user segments only aws-item-affinity is",
  "aws-next-best-action": "it needs Actions datasets",
  "aws-semantic-similarity": "it needs a language model",
  "aws-hrnn": "it is superseded by aws-user-personalization-v2",
  "aws-hrnn-metadata": "it is superseded by aws-user-personalization-v2",
  "aws-hrnn-coldstart": "it is superseded by aws-user-personalization-v2",
};

/** Why a recipe that exists is not to be had here; undefined when it does not exist. */
export function whyAbsent(arn: string): string | undefined {
  const name = arn.split("/").at(-1) ?? "";
  return absent[name] && `Recipe ${name} is not part of this local Personalize: ${absent[name]}.`;
}
