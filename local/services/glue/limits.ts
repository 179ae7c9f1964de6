import type { Limits } from "../../kernel/wire/validate.ts";

/** Source: service model of Glue, 2017-03-31. */
export const glueLimits: Limits = {
  DatabaseName: { min: 1, max: 255 },
  TableName: { min: 1, max: 255 },
  Name: { min: 1, max: 255 },
  JobName: { min: 1, max: 255 },
  RunId: { min: 1, max: 255 },
  PartitionInputList: { max: 100 },
  PartitionsToDelete: { max: 25 },
  PartitionsToGet: { max: 1000 },
  JobRunIds: { min: 1, max: 25 },
  MaxResults: { min: 1, max: 1000 },
  Timeout: { min: 1 },
  Entries: { min: 1, max: 100 },
  TablesToDelete: { max: 100 },
  Expression: { max: 2048 },
};
