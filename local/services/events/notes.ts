import type { Notes } from "../../kernel/notes.ts";

const bus = "Only the default bus exists.";

export const notes: Notes = {
  wire: "eventbridge",
  title: "Amazon EventBridge",
  about:
    "The default bus with rules, patterns and schedules; deliveries are durable before the event is acknowledged and go to Lambda functions, which retry. Each delivery comes once and in order unless a fault on `events.delivery` or `events.schedule` says otherwise; AWS promises neither.",
  operations: {
    PutRule: {
      does: "Creates or replaces a rule with a pattern (all content filters), a `rate(…)`, a `cron(…)`, or both; wrong ones are refused in AWS's words. A rule that stays keeps its rhythm.",
      simplified: bus,
    },
    DescribeRule: { does: "Answers a rule with its pattern, schedule and state.", simplified: bus },
    ListRules: { does: "Rules by prefix, by pages.", simplified: bus },
    ListRuleNamesByTarget: { does: "Names of the rules that tell this target.", simplified: bus },
    DeleteRule: { does: "Deletes a rule without targets; one that is not there is no error.", simplified: bus },
    EnableRule: { does: "Lets the rule match and its schedule run from now on.", simplified: bus },
    DisableRule: { does: "From now on the rule matches nothing and its schedule is silent.", simplified: bus },
    PutTargets: {
      does: "Adds up to five Lambda functions to a rule, each with the event, a constant `Input` or an `InputPath` of plain names.",
      simplified:
        "Other targets and `InputTransformer` are refused. `RoleArn`, `RetryPolicy` and `DeadLetterConfig` are kept and mean nothing: the function's own retries and dead letters hold.",
    },
    ListTargetsByRule: { does: "The targets of a rule, by pages.", simplified: bus },
    RemoveTargets: { does: "Removes targets by id; unknown ids are no error.", simplified: bus },
    PutEvents: {
      does: "Takes up to ten events, each accepted or refused by itself, and enqueues what they match in one transaction.",
      simplified: "No archive, no replay; sources that begin with `aws.` are refused, as at AWS.",
    },
  },
};
