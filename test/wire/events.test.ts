import * as sdk from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, itWith, patienceMs, type Target } from "./target.ts";

let target: Target;
let events: sdk.EventBridgeClient;
beforeAll(async () => {
  target = await findTarget();
  events = new sdk.EventBridgeClient(target.config);
});
afterAll(async () => {
  events.destroy();
  await target.close();
});

const EventPattern = JSON.stringify({ source: ["shop.wire"] });
const describeRule = (Name: string) => events.send(new sdk.DescribeRuleCommand({ Name }));

describe("EventBridge: a rule", () => {
  it("is kept, listed, disabled, enabled and deleted", async () => {
    const Name = target.name("rule");
    await events.send(new sdk.PutRuleCommand({ Name, EventPattern, ScheduleExpression: "rate(5 minutes)" }));
    expect(await describeRule(Name)).toMatchObject({ Name, State: "ENABLED", ScheduleExpression: "rate(5 minutes)" });
    const { Rules } = await events.send(new sdk.ListRulesCommand({ NamePrefix: Name }));
    expect(Rules?.map((rule) => rule.Name)).toEqual([Name]);
    await events.send(new sdk.DisableRuleCommand({ Name }));
    expect((await describeRule(Name)).State).toBe("DISABLED");
    await events.send(new sdk.EnableRuleCommand({ Name }));
    expect((await describeRule(Name)).State).toBe("ENABLED");
    await events.send(new sdk.DeleteRuleCommand({ Name }));
    await expect(describeRule(Name)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  itWith("MILLRACE_WIRE_FUNCTION", "has targets, and is not deleted while it has", async () => {
    const Name = target.name("target");
    await events.send(new sdk.PutRuleCommand({ Name, EventPattern }));
    const Arn = `arn:aws:lambda:${target.region}:${target.account}:function:${target.functionName}`;
    await events.send(new sdk.PutTargetsCommand({ Rule: Name, Targets: [{ Id: "one", Arn }] }));
    const { Targets } = await events.send(new sdk.ListTargetsByRuleCommand({ Rule: Name }));
    expect(Targets).toMatchObject([{ Id: "one", Arn }]);
    const { RuleNames } = await events.send(new sdk.ListRuleNamesByTargetCommand({ TargetArn: Arn }));
    expect(RuleNames).toContain(Name);
    await expect(events.send(new sdk.DeleteRuleCommand({ Name }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await events.send(new sdk.RemoveTargetsCommand({ Rule: Name, Ids: ["one"] }));
    await events.send(new sdk.DeleteRuleCommand({ Name }));
  });

  it(
    "is asked about events, each taken or refused by itself",
    async () => {
      const entry = { Source: "shop.wire", DetailType: "Test", Detail: "{}" };
      const Entries = [entry, { ...entry, Detail: "not JSON" }];
      const { FailedEntryCount, Entries: answers = [] } = await events.send(new sdk.PutEventsCommand({ Entries }));
      expect([FailedEntryCount, answers.map(({ ErrorCode }) => ErrorCode)]).toEqual([
        1,
        [undefined, "MalformedDetail"],
      ]);
    },
    patienceMs,
  );
});
