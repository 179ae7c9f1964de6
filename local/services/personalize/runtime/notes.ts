import type { Notes } from "../../../kernel/notes.ts";

export const notes: Notes = {
  wire: "personalize-runtime",
  title: "Amazon Personalize Runtime",
  about: "Campaigns answer from the model they serve, in memory, with what the visitor has done since its training.",
  operations: {
    GetRecommendations: {
      does: "Up to 500 items (50 with metadata) with scores, for a user, an item or anybody as the recipe asks; filters with their values; columns of the items; a recommendation id that PutEvents takes back.",
      simplified: "Recommenders, promotions and diversity are refused; context is not used.",
    },
    GetPersonalizedRanking: {
      does: "Orders up to 500 items for a user with scores, through a filter.",
      simplified: "Context is not used; ranking campaigns answer nothing else.",
    },
  },
};
