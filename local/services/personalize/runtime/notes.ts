import type { Notes } from "../../../kernel/notes.ts";

export const notes: Notes = {
  wire: "personalize-runtime",
  title: "Amazon Personalize Runtime",
  about: "Campaigns answer from the model they serve, in memory, with what the visitor has done since its training.",
  operations: {
    GetRecommendations: {
      does: "Up to 500 items (50 with metadata) with scores, for a user, an item or anybody as the recipe asks; filters with their values; one promotion; exploration; columns of the items; a recommendation id that PutEvents takes back. A visitor who has done nothing yet gets what others of their kind use, by the request's `context` and their row of the Users dataset.",
      simplified:
        "Recommenders are refused. `context` names columns of the Users dataset and counts for visitors who have done nothing yet; columns of the Interactions dataset are not learned from.",
    },
    GetPersonalizedRanking: {
      does: "Orders up to 500 items for a user with scores, through a filter.",
      simplified: "Context is not used; ranking campaigns answer nothing else.",
    },
  },
};
