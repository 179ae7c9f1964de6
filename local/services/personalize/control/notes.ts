import type { Notes } from "../../../kernel/notes.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { jobNotes } from "../jobs/notes.ts";

const life = "Passes through AWS's statuses on the clock.";
const gone = "DELETE PENDING, DELETE IN_PROGRESS, then gone, on the clock.";
const pages = "By pages, up to 100 each.";

const waits = Object.entries(ACTIVE_AFTER)
  .map(([what, ms]) => `${what} ${ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`}`)
  .join(", ");

export const notes: Notes = {
  wire: "personalize",
  title: "Amazon Personalize",
  about: `Imports really read the objects, trainings really train, campaigns serve what was trained. An import or a training is ACTIVE when its work is done, and not before AWS might be: ${waits}; \`--speed\` shortens all of it. Each account has a Personalize of its own, seen by no other. Domain dataset groups, recommenders, metric attribution and dataset exports are refused as unknown operations or in words.`,
  operations: {
    TagResource: {
      does: "Keeps up to 50 tags of a resource, those of its Create request as well; more are `TooManyTagsException`.",
      simplified: "Tags decide nothing: no policy is asked about them.",
    },
    UntagResource: { does: "Removes up to 50 tags of a resource by their keys.", simplified: "nothing" },
    ListTagsForResource: { does: "Answers the tags of a resource.", simplified: "nothing" },
    CreateSchema: {
      does: "Reads the Avro schema and checks it by Personalize's rules; 500 at most.",
      simplified: "Domain schemas are refused.",
    },
    DescribeSchema: { does: "Answers the schema as it was given.", simplified: "nothing" },
    ListSchemas: { does: pages, simplified: "nothing" },
    DeleteSchema: {
      does: "Deletes a schema that no dataset uses; else `ResourceInUseException`.",
      simplified: "nothing",
    },
    CreateDatasetGroup: {
      does: `Creates a group, five at most. ${life}`,
      simplified: "Domains are refused; the KMS key is kept and not used.",
    },
    DescribeDatasetGroup: { does: "Answers a group with its status.", simplified: "nothing" },
    ListDatasetGroups: { does: pages, simplified: "nothing" },
    DeleteDatasetGroup: {
      does: `Refused while it holds datasets, solutions, trackers or filters. ${gone}`,
      simplified: "nothing",
    },
    CreateDataset: {
      does: `Creates the Interactions, Items or Users dataset of a group, its schema checked for that type. ${life}`,
      simplified: "Actions and Action interactions are refused.",
    },
    DescribeDataset: { does: "Answers a dataset with `latestDatasetUpdate`.", simplified: "nothing" },
    UpdateDataset: {
      does: `Gives a dataset another schema, which must have every column of the old one and may add nullable ones. ${life}`,
      simplified: "The words of the refusal are ours.",
    },
    ListDatasets: { does: `Of a group or of all. ${pages}`, simplified: "nothing" },
    DeleteDataset: {
      does: `Deletes the imported rows and the streamed events; refused while a job uses them. ${gone}`,
      simplified: "nothing",
    },
    CreateDatasetImportJob: {
      does: `Reads an object or a folder of CSV, FULL or INCREMENTAL, and checks every row against the schema in Personalize's words. The role must be of the caller's account; with \`--iam\` the caller must be allowed to pass it, it must trust Personalize, and both it and the bucket's policy must show the objects. ${life}`,
      simplified: "KMS keys, `publishAttributionMetricsToS3` and metadata imports are not looked at.",
    },
    DescribeDatasetImportJob: { does: "Answers a job with its status and `failureReason`.", simplified: "nothing" },
    ListDatasetImportJobs: { does: `Of a dataset or of all. ${pages}`, simplified: "nothing" },
    ...jobNotes,
    CreateSolution: {
      does: `Ties a recipe to a group, ten at most. Trains by itself unless \`performAutoTraining\` is false: within an hour of being ACTIVE, then by its \`schedulingExpression\` (1 to 30 days, 7 unless told) when there are new interactions; a version made by hand in the first hour replaces the first one. ${life}`,
      simplified:
        "HPO, AutoML, objectives and chosen training columns are refused, and the v2 recipes do not tune themselves every 90 days; hyperparameters that have no like here are refused by name, and those that have change the training: `hidden_dimension`, `bptt`, `recency_mask`, `apply_recency_bias`, the percentiles of history length, those of SIMS, `trend_discovery_frequency`. Percentiles hold when they are given, without AWS's defaults for them. `eventsConfig`: types and thresholds for all recipes, weights for the v2 recipes, with the metric that weighs events.",
    },
    DescribeSolution: {
      does: "Answers a solution with its latest version and `latestSolutionUpdate`.",
      simplified: "nothing",
    },
    UpdateSolution: {
      does: "Turns automatic training on or off, changes its schedule or which events count; holds once `latestSolutionUpdate` is ACTIVE, and a new schedule begins with a training within the hour.",
      simplified: "`performIncrementalUpdate` is refused: no recipe here knows it.",
    },
    ListSolutions: { does: `Of a group or of all. ${pages}`, simplified: "nothing" },
    DeleteSolution: {
      does: `Deletes a solution with its versions; refused while one trains or serves. ${gone}`,
      simplified: "nothing",
    },
    CreateSolutionVersion: {
      does: `Really trains on all that was imported and streamed, in a thread, by the recipe's kind: personal, ranking, similar items or popularity. Personalize's minimum of data is asked for in its words; 20 under way at most. UPDATE is for aws-user-personalization with an ACTIVE FULL version and new data. A version of the same name is refused. ${life}`,
      simplified:
        "UPDATE trains on everything, as FULL does; the algorithms are ours, not Amazon's. Trainings run one after the other.",
    },
    DescribeSolutionVersion: {
      does: "Answers a version with status, failure and training hours.",
      simplified: "Training hours are those of this machine.",
    },
    ListSolutionVersions: { does: `Of a solution or of all. ${pages}`, simplified: "nothing" },
    StopSolutionVersionCreation: {
      does: "Ends the training: CREATE STOPPING, then CREATE STOPPED; it cannot be resumed.",
      simplified: "nothing",
    },
    GetSolutionMetrics: {
      does: "Answers what the training measured on held-out interactions, by the developer guide's definitions.",
      simplified: "The hold-out is ours: the newest tenth of each tested user's interactions.",
    },
    CreateCampaign: {
      does: `Serves an ACTIVE version, five at most in a group. \`SOLUTION/$LATEST\` is the newest ACTIVE one; with \`syncWithLatestSolutionVersion\` the campaign is updated whenever a newer one becomes ACTIVE. ${life}`,
      simplified: "`rankingInfluence` is refused; the provisioned TPS is kept and not enforced.",
    },
    UpdateCampaign: {
      does: "Swaps the version; the progress is seen in `latestCampaignUpdate` alone, and the old version serves until the update is ACTIVE.",
      simplified: "As CreateCampaign.",
    },
    DescribeCampaign: { does: "Answers a campaign with `latestCampaignUpdate`.", simplified: "nothing" },
    ListCampaigns: { does: `Of a solution or of all. ${pages}`, simplified: "nothing" },
    DeleteCampaign: { does: gone, simplified: "nothing" },
    CreateFilter: {
      does: `Reads the whole documented grammar of ItemID and UserID, IF CurrentUser, CurrentItem and placeholders among it; errors name the position. Fields must be in the schemas, neither boolean nor textual, strings for IN and numbers for comparisons; ten in a filter, twenty and thirty filters in a group. ${life}`,
      simplified:
        "ActionID is refused. The newest 100 events of a type count, however old they are; new data count at once.",
    },
    DescribeFilter: { does: "Answers a filter with its expression.", simplified: "nothing" },
    ListFilters: { does: `Of a group or of all. ${pages}`, simplified: "nothing" },
    DeleteFilter: { does: gone, simplified: "nothing" },
    CreateEventTracker: { does: `One for each group, with a tracking id. ${life}`, simplified: "nothing" },
    DescribeEventTracker: { does: "Answers a tracker with its tracking id.", simplified: "nothing" },
    ListEventTrackers: { does: `Of a group or of all. ${pages}`, simplified: "nothing" },
    DeleteEventTracker: { does: `Its tracking id takes no more events. ${gone}`, simplified: "nothing" },
    DescribeRecipe: {
      does: "Answers one of the recipes that are trained here.",
      simplified: "Its feature transformation and hyperparameters are left out.",
    },
    ListRecipes: {
      does: "The recipes that are trained here.",
      simplified:
        "Domain recipes, aws-item-attribute-affinity, aws-next-best-action, aws-semantic-similarity and the old HRNN recipes are not there, and a solution that asks for one is told why.",
    },
  },
};
