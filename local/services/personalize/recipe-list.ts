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
  popular: "USER_PERSONALIZATION", // documented as POPULAR_ITEMS too
};

/** Recipes have neither region nor account. */
export const recipeList: readonly RecipeFacts[] = Object.entries(recipes).map(([name, kind]) => ({
  arn: `arn:aws:personalize:::recipe/${name}`,
  name,
  kind,
  recipeType: TYPE[kind],
}));

export const recipeOf = (arn: string): RecipeFacts | undefined => recipeList.find((recipe) => recipe.arn === arn);
