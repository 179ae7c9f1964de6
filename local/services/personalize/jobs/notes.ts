import type { Note } from "../../../kernel/notes.ts";

const pages = "By pages, up to 100 each.";

/** Operations on jobs between S3 and a dataset group. */
export const jobNotes: Readonly<Record<string, Note>> = {
  CreateBatchInferenceJob: {
    does: 'Asks the model of an ACTIVE version about every line of every object under the path, in a thread, and writes `<input>.out`: `{"input", "output": {"recommendedItems", "scores"}, "error"}` a line, a line that cannot be answered saying so in its place. Filter with `filterValues` of each line, exploration, up to 500 results; streamed events count after 15 minutes for user-personalization and ranking, and for nothing else before the next training. Role and bucket policy are asked as for imports, and whether they may put. No campaign is needed. CREATE PENDING, CREATE IN_PROGRESS, ACTIVE or CREATE FAILED on the clock.',
    simplified:
      "Themes and `rankingInfluence` are refused; KMS keys are kept and not used. AWS documents no words for the error of a line, nor what the score of an item is that v2 filled in: here null. The age of an event is that of its `sentAt`.",
  },
  DescribeBatchInferenceJob: { does: "Answers a job with its status and `failureReason`.", simplified: "nothing" },
  ListBatchInferenceJobs: { does: `Of a solution version or of all. ${pages}`, simplified: "nothing" },
  CreateBatchSegmentJob: {
    does: 'For an ACTIVE version of aws-item-affinity: weighs every user of the training data for each item of the lines, up to 500, and writes `<input>.out`: `{"input", "output": {"recommendedUsers"}, "error"}` a line, the most inclined user first. Inclination is the share that the ranking model gives the item beside the hundred most popular ones. Filters of UserID with `filterValues` of each line; places, role, statuses and errors as batch inference.',
    simplified:
      "aws-item-attribute-affinity is refused. Trained as aws-personalized-ranking, whose metrics it shows instead of hit and recall. An item that the model does not know is an error of its line.",
  },
  DescribeBatchSegmentJob: { does: "Answers a job with its status and `failureReason`.", simplified: "nothing" },
  ListBatchSegmentJobs: { does: `Of a solution version or of all. ${pages}`, simplified: "nothing" },
  CreateDataDeletionJob: {
    does: "Reads users from CSV (100 MB at most) and takes them out of the imported Interactions and Users, of streamed events, those of their sessions before they signed in included, of streamed rows, and out of every model of the group: it knows their past no longer, and the next training never hears of them. PENDING, IN_PROGRESS, COMPLETED or FAILED on the clock; five pending at most.",
    simplified:
      "Half an hour instead of up to a day. What a model learned from everybody together stays in it until the next training, among which no user can be told apart. Columns beside USER_ID are left unread.",
  },
  DescribeDataDeletionJob: {
    does: "Answers a job with its status, `failureReason` and, once COMPLETED, `numDeleted`: records of the datasets.",
    simplified: "nothing",
  },
  ListDataDeletionJobs: { does: `Of a group or of all, the newest first. ${pages}`, simplified: "nothing" },
};
