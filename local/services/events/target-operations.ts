import * as sdk from "@aws-sdk/client-eventbridge";
import type { Platform } from "../../kernel/platform.ts";
import { awsError } from "../../kernel/wire/call.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { isInputPath } from "./input.ts";
import { bus, page, ruleNamed } from "./requests.ts";
import type { RuleBook } from "./rules.ts";

const targetsPerRule = 5; // "Service quotas: targets per rule"

const invalid = (message: string) => awsError("ValidationException", message);

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Refuses what we could not deliver, before anything relies on it. */
const checkTarget = ({ Id, Arn = "", Input, InputPath, ...others }: sdk.Target): void => {
  const { DeadLetterConfig: _deadLetters, RetryPolicy: _retries, RoleArn: _role, ...unknown } = others; // the host's
  const refused = Object.keys(unknown).filter((name) => unknown[name as keyof typeof unknown] !== undefined);
  if (refused.length > 0) throw invalid(`Target ${Id}: ${refused.join(", ")} is not part of this local AWS.`);
  if (!/^arn:aws[\w-]*:lambda:/.test(Arn))
    throw invalid(`Target ${Id}: this local AWS delivers events to Lambda functions only, not to ${Arn}.`);
  if (Input !== undefined && InputPath !== undefined)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined && !isJson(Input)) throw invalid(`JSON syntax error in input for target ${Id}.`);
  if (InputPath !== undefined && !isInputPath(InputPath)) throw invalid(`Invalid InputPath for target ${Id}.`);
};

/** Targets: who is told. */
export const targetOperations = ({ state }: Platform, rules: RuleBook): Partial<Api<typeof sdk>> => ({
  PutTargets({ Rule, Targets = [], EventBusName }) {
    bus.check(EventBusName);
    Targets.forEach(checkTarget);
    return state.transaction(() => {
      const rule = ruleNamed(rules, Rule);
      const targets = new Map([...rule.targets, ...Targets].map((target) => [target.Id, target]));
      if (targets.size > targetsPerRule) {
        const message = "The requested resource exceeds the maximum number allowed.";
        throw new sdk.LimitExceededException({ message, $metadata: {} });
      }
      rules.put({ ...rule, targets: [...targets.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    });
  },
  ListTargetsByRule({ Rule, EventBusName, Limit, NextToken }) {
    bus.check(EventBusName);
    const { items, next } = page(ruleNamed(rules, Rule).targets, Limit, NextToken);
    return { Targets: items, NextToken: next };
  },
  RemoveTargets({ Rule, Ids = [], EventBusName }) {
    bus.check(EventBusName);
    return state.transaction(() => {
      const rule = ruleNamed(rules, Rule);
      rules.put({ ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id ?? "")) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    });
  },
});
