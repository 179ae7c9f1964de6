import * as sdk from "@aws-sdk/client-eventbridge";
import type { Platform } from "../../kernel/platform.ts";
import { awsError } from "../../kernel/wire/call.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { parsePattern } from "./pattern.ts";
import { InvalidPattern } from "./pattern-operators.ts";
import { bus, page, ruleNamed } from "./requests.ts";
import type { Rule, RuleBook } from "./rules.ts";
import { InvalidSchedule, parseSchedule } from "./schedule-expression.ts";
import type { Scheduler } from "./scheduler.ts";

const checkSchedule = (expression: string): void => {
  try {
    parseSchedule(expression);
  } catch (error) {
    if (!(error instanceof InvalidSchedule)) throw error;
    throw awsError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }
};

const checkPattern = (pattern: string): void => {
  try {
    parsePattern(pattern);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    const message = `Event pattern is not valid. Reason: ${error.message}`;
    throw new sdk.InvalidEventPatternException({ message, $metadata: {} });
  }
};

const described = (rule: Rule): sdk.Rule => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.pattern,
  ScheduleExpression: rule.schedule,
  State: rule.enabled ? "ENABLED" : "DISABLED",
  Description: rule.description,
  RoleArn: rule.roleArn,
  EventBusName: bus.name,
});

/** Rules: what to listen for, or when to fire. */
export const ruleOperations = (
  { account, clock, region }: Platform,
  rules: RuleBook,
  scheduler: Scheduler,
): Partial<Api<typeof sdk>> => {
  const enable = (name: string | undefined, enabled: boolean): void => {
    const rule = ruleNamed(rules, name);
    if (rule.enabled !== enabled) rules.put({ ...rule, enabled, firedAt: clock.now() });
    scheduler.arm(rule.name);
  };

  return {
    PutRule({ Name = "", EventPattern, ScheduleExpression, State, Description, RoleArn, EventBusName }) {
      bus.check(EventBusName);
      if (!EventPattern && !ScheduleExpression)
        throw awsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
      if (ScheduleExpression) checkSchedule(ScheduleExpression);
      if (EventPattern) checkPattern(EventPattern);
      const old = rules.get(Name);
      const enabled = State !== "DISABLED";
      const goesOn = old?.schedule === ScheduleExpression && old?.enabled === enabled;
      const rule: Rule = {
        name: Name,
        arn: `arn:aws:events:${region}:${account}:rule/${Name}`,
        enabled,
        ...(EventPattern && { pattern: EventPattern }),
        ...(ScheduleExpression && { schedule: ScheduleExpression }),
        ...(Description && { description: Description }),
        ...(RoleArn && { roleArn: RoleArn }),
        targets: old?.targets ?? [],
        firedAt: old && goesOn ? old.firedAt : clock.now(),
      };
      rules.put(rule);
      scheduler.arm(Name);
      return { RuleArn: rule.arn };
    },
    DescribeRule({ Name, EventBusName }) {
      bus.check(EventBusName);
      return described(ruleNamed(rules, Name));
    },
    ListRules({ NamePrefix = "", EventBusName, Limit, NextToken }) {
      bus.check(EventBusName);
      const found = rules.all().filter(({ name }) => name.startsWith(NamePrefix));
      const { items, next } = page(found, Limit, NextToken);
      return { Rules: items.map(described), NextToken: next };
    },
    ListRuleNamesByTarget({ TargetArn, EventBusName, Limit, NextToken }) {
      bus.check(EventBusName);
      const found = rules.all().filter(({ targets }) => targets.some(({ Arn }) => Arn === TargetArn));
      const { items, next } = page(found, Limit, NextToken);
      return { RuleNames: items.map(({ name }) => name), NextToken: next };
    },
    DeleteRule({ Name = "", EventBusName }) {
      bus.check(EventBusName);
      if ((rules.get(Name)?.targets.length ?? 0) > 0)
        throw awsError("ValidationException", "Rule can't be deleted since it has targets.");
      rules.delete(Name);
      scheduler.arm(Name);
      return {};
    },
    EnableRule({ Name, EventBusName }) {
      bus.check(EventBusName);
      enable(Name, true);
      return {};
    },
    DisableRule({ Name, EventBusName }) {
      bus.check(EventBusName);
      enable(Name, false);
      return {};
    },
  };
};
