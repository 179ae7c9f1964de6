import { pageOf } from "../paging.ts";
import { recipeList, recipeOf, type RecipeFacts } from "../recipe-list.ts";
import { notFound } from "../refusals.ts";
import type { ControlApi } from "./api.ts";

const SINCE = new Date("2018-11-28T00:00:00Z");

const shown = ({ arn, name }: RecipeFacts) => ({
  name,
  recipeArn: arn,
  status: "ACTIVE",
  creationDateTime: SINCE,
  lastUpdatedDateTime: SINCE,
});

export const recipes = () =>
  ({
    DescribeRecipe({ recipeArn }) {
      const recipe = recipeOf(recipeArn ?? "");
      if (!recipe) throw notFound(recipeArn ?? "");
      const algorithmArn = `arn:aws:personalize:::algorithm/${recipe.name}`;
      return { recipe: { ...shown(recipe), algorithmArn, recipeType: recipe.recipeType } };
    },
    /** Those that are trained here. */
    ListRecipes(input) {
      const { page, ...token } = pageOf(input.domain ? [] : recipeList, input);
      return { recipes: page.map(shown), ...token };
    },
  }) satisfies ControlApi;
