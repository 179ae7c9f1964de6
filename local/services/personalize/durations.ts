/** How long AWS takes, in ms of AWS time; `--speed` shortens the wait. Orders of magnitude, as seen on small data. */
const second = 1000;
const minute = 60 * second;

/** From CREATE PENDING to CREATE IN_PROGRESS. */
export const PENDING = 5 * second;

/** From creation to ACTIVE. Imports and trainings take longer when the work itself does. */
export const ACTIVE_AFTER = {
  datasetGroup: 25 * second,
  dataset: 25 * second,
  datasetUpdate: 25 * second,
  datasetImportJob: 3 * minute,
  eventTracker: 20 * second,
  filter: 30 * second,
  solution: 20 * second,
  solutionUpdate: 20 * second,
  solutionVersion: 10 * minute,
  campaign: 3 * minute,
  batchInferenceJob: 4 * minute,
  dataDeletionJob: 30 * minute,
} as const;

/** From DELETE PENDING to gone. */
export const GONE_AFTER = 30 * second;

/** From CREATE STOPPING to CREATE STOPPED. */
export const STOPPED_AFTER = 30 * second;
