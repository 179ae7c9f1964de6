import type { Limits } from "../../kernel/wire/validate.ts";

/** Source: service model of EventBridge, 2015-10-07. */
export const eventLimits: Limits = {
  Name: { min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ },
  Rule: { min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ },
  Description: { max: 512 },
  ScheduleExpression: { max: 256 },
  State: { oneOf: ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] },
  Targets: { min: 1, max: 100 },
  Ids: { min: 1, max: 100 },
  Id: { min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ },
  Arn: { min: 1, max: 1600 },
  Input: { max: 8192 },
  InputPath: { max: 256 },
  Entries: { min: 1, max: 10 },
  Limit: { min: 1, max: 100 },
  NextToken: { min: 1, max: 2048 },
};
