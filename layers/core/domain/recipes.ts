/** What a recipe is for and may be asked. Source: developer guide, "Choosing a recipe". */
export interface Recipe {
  readonly kind: "user" | "ranking" | "item" | "popular" | "segment" | "action";
  /** Whether a version may be trained on from the last one (trainingMode UPDATE). */
  readonly updates?: true;
  /** Whether it takes weights of event types. */
  readonly weights?: true;
}

export const recipes: Readonly<Record<string, Recipe>> = {
  "aws-user-personalization-v2": { kind: "user", weights: true },
  "aws-user-personalization": { kind: "user", updates: true },
  "aws-personalized-ranking-v2": { kind: "ranking", weights: true },
  "aws-personalized-ranking": { kind: "ranking" },
  "aws-similar-items": { kind: "item" },
  "aws-sims": { kind: "item" },
  "aws-semantic-similarity": { kind: "item" },
  "aws-popularity-count": { kind: "popular" },
  "aws-trending-now": { kind: "popular" },
  "aws-item-affinity": { kind: "segment" },
  "aws-item-attribute-affinity": { kind: "segment" },
  "aws-next-best-action": { kind: "action" },
  "aws-hrnn": { kind: "user" },
  "aws-hrnn-metadata": { kind: "user" },
  "aws-hrnn-coldstart": { kind: "user", updates: true },
};

export const recipeNames = Object.keys(recipes);

/** What answers the same question as a domain recipe, outside a domain dataset group. Source: developer guide, "Domain recipes". */
const customFor: readonly (readonly [RegExp, string])[] = [
  [/recommended-for-you|top-picks/, "aws-user-personalization-v2"],
  [/also-viewed|bought-together|more-like-x|because-you-watched/, "aws-similar-items"],
  [/popular|best-sellers|most-viewed/, "aws-popularity-count"],
  [/trending/, "aws-trending-now"],
];

export const customRecipeFor = (domainRecipe: string): string =>
  customFor.find(([pattern]) => pattern.test(domainRecipe))?.[1] ?? "aws-user-personalization-v2";
