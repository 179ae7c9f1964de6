import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as events from "@aws-sdk/client-eventbridge";
import { createBus, type DeliveredEvent } from "../../../../local/services/events/bus.ts";
import { testCloud, type TestCloud } from "../../cloud.ts";

const catalogArn = "arn:aws:lambda:ap-northeast-2:000000000000:function:catalog";
const created = {
  source: "aws.s3",
  "detail-type": "Object Created",
  resources: ["arn:aws:s3:::lake"],
  detail: { bucket: { name: "lake" }, object: { key: "raw/clicks/a.gz" } },
};
const pattern = JSON.stringify({ source: ["aws.s3"], detail: { object: { key: [{ prefix: "raw/" }] } } });

interface Delivery {
  arn: string;
  input?: string;
  event: DeliveredEvent;
}

let cloud: TestCloud;

beforeEach(async () => {
  cloud = await testCloud((platform) => {
    const kept = platform.state.collection<Delivery>("test/deliveries");
    const bus = createBus(platform, (target, event) => {
      kept.put(String(kept.list().length).padStart(6, "0"), { ...target, event: event as DeliveredEvent });
    });
    return { services: [bus.service], publish: bus.publish };
  });
});
afterEach(() => cloud.close());

const send: events.EventBridgeClient["send"] = (...given: [never]) =>
  new events.EventBridgeClient(cloud.config()).send(...given) as never;

const delivered = (): Delivery[] =>
  cloud
    .platform()
    .state.collection<Delivery>("test/deliveries")
    .list()
    .map(({ value }) => value);

const aRule = async (
  rule: Partial<events.PutRuleCommandInput>,
  ...targets: Partial<events.Target>[]
): Promise<void> => {
  const Name = rule.Name ?? "rule";
  await send(new events.PutRuleCommand({ Name, ...rule }));
  const Targets = targets.map((target, index) => ({ Id: `t${index}`, Arn: catalogArn, ...target }));
  if (Targets.length > 0) await send(new events.PutTargetsCommand({ Rule: Name, Targets }));
};

describe("the bus", () => {
  it("delivers an event that fits to every target, with the fields that EventBridge adds", async () => {
    await aRule({ EventPattern: pattern }, {}, { Arn: `${catalogArn}-2` });

    cloud.platform().publish(created);

    const [first, second] = delivered();
    expect(first).toEqual({
      arn: catalogArn,
      event: {
        ...created,
        version: "0",
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        account: "000000000000",
        region: "ap-northeast-2",
        time: "2026-11-21T09:00:00Z",
      },
    });
    expect(second).toEqual({ arn: `${catalogArn}-2`, event: first?.event });
  });

  it("delivers nothing that does not fit, and nothing from a disabled rule", async () => {
    await aRule({ EventPattern: pattern }, {});
    cloud.platform().publish({ ...created, source: "aws.glue" });
    await send(new events.DisableRuleCommand({ Name: "rule" }));
    cloud.platform().publish(created);
    expect(delivered()).toEqual([]);

    await send(new events.EnableRuleCommand({ Name: "rule" }));
    cloud.platform().publish(created);
    expect(delivered()).toHaveLength(1);
  });

  it("delivers in the publisher's transaction: what is rolled back was never sent", async () => {
    await aRule({ EventPattern: pattern }, {});
    const platform = cloud.platform();

    expect(() =>
      platform.state.transaction(() => {
        platform.publish(created);
        throw new Error("the object was not stored");
      }),
    ).toThrow("the object was not stored");

    expect(delivered()).toEqual([]);
  });

  it("gives a target its constant input, or the part it asks for, in place of the event", async () => {
    await aRule({ EventPattern: pattern }, { Input: '{"by":"hand"}' }, { InputPath: "$.detail.object" });

    cloud.platform().publish(created);

    expect(delivered()).toEqual([
      { arn: catalogArn, input: '{"by":"hand"}', event: { by: "hand" } },
      { arn: catalogArn, event: { key: "raw/clicks/a.gz" } },
    ]);
  });

  it("keeps rules and targets over a restart", async () => {
    await aRule({ EventPattern: pattern, Description: "partitions" }, {});

    await cloud.restart();
    cloud.platform().publish(created);

    expect(await send(new events.DescribeRuleCommand({ Name: "rule" }))).toMatchObject({
      Arn: "arn:aws:events:ap-northeast-2:000000000000:rule/rule",
      EventPattern: pattern,
      Description: "partitions",
      State: "ENABLED",
    });
    expect(delivered()).toHaveLength(1);
  });
});

describe("PutEvents", () => {
  it("takes events from outside, and says for each entry what became of it", async () => {
    await aRule({ EventPattern: JSON.stringify({ source: ["shop"] }) }, {});
    const entry = { Source: "shop", DetailType: "Order", Detail: '{"id":7}' };

    const { FailedEntryCount, Entries } = await send(
      new events.PutEventsCommand({
        Entries: [
          { ...entry, Time: new Date("2026-01-02T03:04:05Z") },
          { ...entry, Detail: "[1]" },
          { ...entry, DetailType: undefined },
          { ...entry, Source: "aws.s3" },
        ],
      }),
    );

    expect(FailedEntryCount).toBe(3);
    const [{ event } = { event: undefined }, ...others] = delivered();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      source: "shop",
      "detail-type": "Order",
      detail: { id: 7 },
      time: "2026-01-02T03:04:05Z",
    });
    expect(Entries).toMatchObject([
      { EventId: event?.id },
      { ErrorCode: "MalformedDetail" },
      { ErrorCode: "InvalidArgument" },
      { ErrorCode: "NotAuthorizedForSourceException" },
    ]);
  });
});

describe("a schedule", () => {
  it("fires at its rate, with the event of a schedule", async () => {
    await aRule({ ScheduleExpression: "rate(1 minute)" }, {});

    await cloud.clock.advance(59_000);
    expect(delivered()).toEqual([]);
    await cloud.clock.advance(121_000);

    expect(delivered().map(({ event }) => event.time)).toEqual([
      "2026-11-21T09:01:00Z",
      "2026-11-21T09:02:00Z",
      "2026-11-21T09:03:00Z",
    ]);
    expect(delivered()[0]?.event).toMatchObject({
      source: "aws.events",
      "detail-type": "Scheduled Event",
      resources: ["arn:aws:events:ap-northeast-2:000000000000:rule/rule"],
      detail: {},
    });
  });

  it("fires by the calendar, not while it is disabled, and not after it is deleted", async () => {
    await aRule({ ScheduleExpression: "cron(0 18 * * ? *)" }, {});
    const aDay = 86_400_000;

    await cloud.clock.advance(aDay);
    expect(delivered().map(({ event }) => event.time)).toEqual(["2026-11-21T18:00:00Z"]);
    await send(new events.DisableRuleCommand({ Name: "rule" }));
    await cloud.clock.advance(aDay);
    await send(new events.EnableRuleCommand({ Name: "rule" }));
    await cloud.clock.advance(aDay);
    expect(
      delivered()
        .map(({ event }) => event.time)
        .slice(1),
    ).toEqual(["2026-11-23T18:00:00Z"]);

    await send(new events.RemoveTargetsCommand({ Rule: "rule", Ids: ["t0"] }));
    await send(new events.DeleteRuleCommand({ Name: "rule" }));
    await cloud.clock.advance(aDay);
    expect(delivered()).toHaveLength(2);
  });

  it("goes on after a restart where it was, rather than begin its wait anew", async () => {
    await aRule({ ScheduleExpression: "rate(5 minutes)" }, {});

    await cloud.clock.advance(4 * 60_000);
    await cloud.restart();
    await cloud.clock.advance(6 * 60_000);

    expect(delivered().map(({ event }) => event.time)).toEqual(["2026-11-21T09:05:00Z", "2026-11-21T09:10:00Z"]);
  });
});

describe("what is refused", () => {
  const ruleOf = (rule: Partial<events.PutRuleCommandInput>) =>
    send(new events.PutRuleCommand({ Name: "rule", ...rule }));

  it("names the reason for a bad pattern or schedule", async () => {
    await expect(ruleOf({ EventPattern: '{"source":"x"}' })).rejects.toThrow(events.InvalidEventPatternException);
    await expect(ruleOf({ EventPattern: '{"source":[{"cidr":"10.0.0.0/8"}]}' })).rejects.toThrow(
      "Event pattern is not valid. Reason: Unrecognized match type cidr",
    );
    await expect(ruleOf({ ScheduleExpression: "rate(1 minutes)" })).rejects.toThrow(
      "Parameter ScheduleExpression is not valid.",
    );
    await expect(ruleOf({})).rejects.toThrow("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  });

  it("takes no target that it could not deliver to", async () => {
    await aRule({ EventPattern: pattern });
    const put = (target: Partial<events.Target>) =>
      send(new events.PutTargetsCommand({ Rule: "rule", Targets: [{ Id: "a", Arn: catalogArn, ...target }] }));
    await expect(put({ Arn: "arn:aws:sqs:ap-northeast-2:000000000000:queue" })).rejects.toThrow(
      "Lambda functions only",
    );
    await expect(put({ InputTransformer: { InputTemplate: "x" } })).rejects.toThrow("InputTransformer is not part of");
    await expect(put({ InputPath: "$.detail[0]" })).rejects.toThrow("Invalid InputPath for target a.");
  });

  it("knows no rule that was not put, no other bus, and deletes no rule with targets", async () => {
    await expect(send(new events.DescribeRuleCommand({ Name: "x" }))).rejects.toThrow(
      "Rule x does not exist on EventBus default.",
    );
    await expect(send(new events.ListRulesCommand({ EventBusName: "other" }))).rejects.toThrow(
      "Event bus other does not exist.",
    );
    await aRule({ EventPattern: pattern }, {});
    await expect(send(new events.DeleteRuleCommand({ Name: "rule" }))).rejects.toThrow(
      "Rule can't be deleted since it has targets.",
    );
    const { Targets } = await send(new events.ListTargetsByRuleCommand({ Rule: "rule" }));
    expect(Targets).toEqual([{ Id: "t0", Arn: catalogArn }]);
  });
});
