import type { Limits } from "../../kernel/wire/validate.ts";

/** Source: service model of Athena, 2017-05-18. */
export const athenaLimits: Limits = {
  QueryString: { min: 1, max: 262_144 },
  ClientRequestToken: { min: 32, max: 128 },
  QueryExecutionId: { min: 1, max: 128 },
  MaxResults: { min: 1, max: 1_000 },
  NextToken: { min: 1, max: 1_024 },
  WorkGroup: { pattern: /^[a-zA-Z0-9._-]{1,128}$/ },
  Database: { min: 1, max: 255 },
  QueryExecutionIds: { min: 1, max: 50 },
  ExecutionParameters: { min: 1 },
};
