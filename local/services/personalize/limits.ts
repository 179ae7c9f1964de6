import type { Limits } from "../../kernel/wire/validate.ts";

const name = { min: 1, max: 63, pattern: /^[a-zA-Z0-9][a-zA-Z0-9\-_]*$/ };
const arn = { max: 256, pattern: /^arn:([a-z\d-]+):personalize:.*:.*:.+$/ };
const id = { min: 1, max: 256 };

/** Source: the service model (personalize 2018-05-22). */
export const controlLimits: Limits = {
  name,
  jobName: name,
  schema: { max: 20_000 },
  schemaArn: arn,
  datasetGroupArn: arn,
  datasetArn: arn,
  datasetImportJobArn: arn,
  batchInferenceJobArn: arn,
  batchSegmentJobArn: arn,
  dataDeletionJobArn: arn,
  solutionArn: arn,
  solutionVersionArn: arn,
  campaignArn: arn,
  filterArn: arn,
  eventTrackerArn: arn,
  recipeArn: arn,
  filterExpression: { min: 1, max: 2500 },
  eventType: { max: 256 },
  maxResults: { min: 1, max: 100 },
  minProvisionedTPS: { min: 1 },
  schedulingExpression: { min: 1, max: 16, pattern: /^rate\(\d+ days?\)$/ },
  eventParametersList: { max: 10 },
  weight: { min: 0, max: 1 },
  importMode: { oneOf: ["FULL", "INCREMENTAL"] },
  tags: { max: 200 },
  tagKeys: { max: 200 },
  tagKey: { min: 1, max: 128, pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u },
  tagValue: { max: 256, pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u },
  trainingMode: { oneOf: ["FULL", "UPDATE", "AUTOTRAIN"] },
};

/** Source: the service model (personalize-runtime 2018-05-22). */
export const runtimeLimits: Limits = {
  campaignArn: arn,
  filterArn: arn,
  userId: { max: 256 },
  itemId: { max: 256 },
  numResults: { min: 0 },
  filterValues: { max: 25 },
  context: { max: 150 },
};

/** Source: the service model (personalize-events 2018-03-22). */
export const eventLimits: Limits = {
  trackingId: id,
  sessionId: id,
  userId: id,
  itemId: id,
  eventId: id,
  eventType: id,
  eventList: { min: 1, max: 10 },
  items: { min: 1, max: 10 },
  users: { min: 1, max: 10 },
  properties: { max: 32_000 },
  recommendationId: { min: 1, max: 40 },
  impression: { min: 1, max: 25 },
};
