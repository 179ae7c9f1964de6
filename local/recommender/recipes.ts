export type RecipeKind = "personal" | "ranking" | "related" | "popular";

/** The Personalize recipes that have an algorithm here, and its kind. */
export const recipes: Readonly<Record<string, RecipeKind>> = {
  "aws-user-personalization-v2": "personal",
  "aws-user-personalization": "personal",
  "aws-personalized-ranking-v2": "ranking",
  "aws-personalized-ranking": "ranking",
  "aws-similar-items": "related",
  "aws-sims": "related",
  "aws-popularity-count": "popular",
};
