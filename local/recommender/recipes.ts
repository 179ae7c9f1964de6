export type RecipeKind = "personal" | "ranking" | "related" | "sims" | "popular" | "trending";

/** The Personalize recipes that have an algorithm here, and its kind. */
export const recipes: Readonly<Record<string, RecipeKind>> = {
  "aws-user-personalization-v2": "personal",
  "aws-user-personalization": "personal",
  "aws-personalized-ranking-v2": "ranking",
  "aws-personalized-ranking": "ranking",
  "aws-similar-items": "related",
  "aws-sims": "sims",
  "aws-popularity-count": "popular",
  "aws-trending-now": "trending",
  "aws-item-affinity": "ranking", // how much a user is inclined to an item; asked the other way round
};

/** Whether the recipe looks at what the visitor did. */
export const looksAtVisitors = (kind: RecipeKind): boolean => kind === "personal" || kind === "ranking";
