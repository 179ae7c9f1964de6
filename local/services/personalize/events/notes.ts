import type { Notes } from "../../../kernel/notes.ts";

export const notes: Notes = {
  wire: "personalize-events",
  title: "Amazon Personalize Events",
  about: "What is put is durable before it is acknowledged, and known to the visitor's next recommendation.",
  operations: {
    PutEvents: {
      does: "Keeps up to ten events of a session; they change what is recommended next and belong to the next training. The same event id counts once.",
      simplified:
        "Impressions, explicit or by the recommendation id of one of the newest 20,000 lists, decide what is explored and lessen the weight of what a visitor was shown and passed over in their next answers, until they use it; training does not learn from them. An IMPRESSION column of imported interactions and metric attribution are not used. AWS may need some seconds to notice.",
    },
    PutItems: {
      does: "Keeps up to ten rows of the Items dataset; each replaces the whole row of its id. Filters and metadata see it at once.",
      simplified: "AWS takes about 15 minutes to show them in filters.",
    },
    PutUsers: {
      does: "Keeps up to ten rows of the Users dataset; each replaces the whole row of its id.",
      simplified: "AWS takes about 15 minutes to show them in filters.",
    },
  },
};
