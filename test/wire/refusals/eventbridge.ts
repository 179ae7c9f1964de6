import type { Refusal, RefusalsAt } from "./refusal.ts";

export const eventbridge: RefusalsAt = ({ account, region, name }) => {
  const Name = name("no-such-rule");
  const absent = (input: object): Refusal => [input, "ResourceNotFoundException"];
  const Arn = `arn:aws:lambda:${region}:${account}:function:${name("no-such-function")}`;
  return {
    PutRule: [{ Name, EventPattern: "{" }, "InvalidEventPatternException"],
    DescribeRule: absent({ Name }),
    ListRules: [{ EventBusName: name("no-such-bus") }, "ResourceNotFoundException"],
    ListRuleNamesByTarget: [{ TargetArn: Arn, EventBusName: name("no-such-bus") }, "ResourceNotFoundException"],
    DeleteRule: [{ Name, EventBusName: name("no-such-bus") }, "ResourceNotFoundException"],
    EnableRule: absent({ Name }),
    DisableRule: absent({ Name }),
    PutTargets: absent({ Rule: Name, Targets: [{ Id: "a", Arn }] }),
    ListTargetsByRule: absent({ Rule: Name }),
    RemoveTargets: absent({ Rule: Name, Ids: ["a"] }),
    PutEvents: [{ Entries: [] }, "ValidationException"],
  };
};
