import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSns } from "../../../../local/services/sns/service.ts";
import { testCloud, type TestCloud } from "../../cloud.ts";

const announce = "arn:aws:lambda:ap-northeast-2:000000000000:function:announce";
const topic = "arn:aws:sns:ap-northeast-2:000000000000:runs";
let cloud: TestCloud;
let sns: SNSClient;
let enqueued: { arn: string; event: object }[];

beforeEach(async () => {
  enqueued = [];
  cloud = await testCloud((platform) => ({
    services: [createSns(platform, (arn, event) => enqueued.push({ arn, event }))],
  }));
  sns = new SNSClient(cloud.config());
});
afterEach(() => cloud.close());

const subscribe = (Endpoint = announce, Protocol = "lambda") =>
  sns.send(new SubscribeCommand({ TopicArn: topic, Protocol, Endpoint }));

describe("a topic", () => {
  it("is created once, listed, and gone when it is deleted", async () => {
    const create = (DisplayName: string) =>
      sns.send(new CreateTopicCommand({ Name: "runs", Attributes: { DisplayName } }));
    expect([(await create("Runs")).TopicArn, (await create("Runs")).TopicArn]).toEqual([topic, topic]);
    await expect(create("Other")).rejects.toMatchObject({ name: "InvalidParameterException" });
    await cloud.restart();
    sns = new SNSClient(cloud.config());
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: topic }]);
    await sns.send(new DeleteTopicCommand({ TopicArn: topic }));
    expect((await sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([]);
  });

  it.each(["two words", "fifo.fifo"])("is refused a name that SNS would refuse: %s", async (Name) => {
    await expect(sns.send(new CreateTopicCommand({ Name }))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Invalid parameter: Topic Name",
    });
  });
});

describe("a subscription", () => {
  it("is refused what would be ignored: a filter policy", async () => {
    await sns.send(new CreateTopicCommand({ Name: "runs" }));
    const Attributes = { FilterPolicy: '{"kind":["failed"]}' };
    const asked = { TopicArn: topic, Protocol: "lambda", Endpoint: announce, Attributes };
    await expect(sns.send(new SubscribeCommand(asked))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Invalid parameter: FilterPolicy is not part of this local SNS",
    });
  });
});

describe("a message", () => {
  beforeEach(async () => {
    await sns.send(new CreateTopicCommand({ Name: "runs" }));
  });

  it("reaches every subscribed function once, as Lambda gets it from SNS", async () => {
    const { SubscriptionArn } = await subscribe();
    expect((await subscribe()).SubscriptionArn).toBe(SubscriptionArn);
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: "Run 2026-11-21",
        Message: "deployed <personal> & more",
        MessageAttributes: { run: { DataType: "String", StringValue: "2026-11-21" } },
      }),
    );
    expect(enqueued).toEqual([
      {
        arn: announce,
        event: {
          Records: [
            {
              EventSource: "aws:sns",
              EventVersion: "1.0",
              EventSubscriptionArn: SubscriptionArn,
              Sns: {
                Type: "Notification",
                MessageId,
                TopicArn: topic,
                Subject: "Run 2026-11-21",
                Message: "deployed <personal> & more",
                Timestamp: "2026-11-21T09:00:00.000Z",
                MessageAttributes: { run: { Type: "String", Value: "2026-11-21" } },
              },
            },
          ],
        },
      },
    ]);
  });

  it("goes nowhere once nobody is subscribed, and is acknowledged all the same", async () => {
    const { SubscriptionArn } = await subscribe();
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(Subscriptions).toMatchObject([{ SubscriptionArn, Endpoint: announce }]);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topic }));
    expect(Attributes).toMatchObject({ TopicArn: topic, SubscriptionsConfirmed: "0" });
    await sns.send(new PublishCommand({ TopicArn: topic, Message: "x" }));
    expect(enqueued).toEqual([]);
  });

  it("is refused without its topic, its text, or a way that is here", async () => {
    const refusals = [
      sns.send(new PublishCommand({ TopicArn: `${topic}-none`, Message: "x" })),
      sns.send(new PublishCommand({ TopicArn: topic, Message: "" })),
      sns.send(new PublishCommand({ TopicArn: topic, Message: "x".repeat(262_145) })),
      subscribe("a@b.example", "email"),
    ];
    const names = await Promise.all(refusals.map((work) => work.then(String, ({ name }: Error) => name)));
    expect(names).toEqual([
      "NotFoundException",
      "ValidationException",
      "InvalidParameterException",
      "InvalidParameterException",
    ]);
  });
});
