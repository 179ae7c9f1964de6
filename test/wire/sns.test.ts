import * as sdk from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, itWith, type Target } from "./target.ts";

let target: Target;
let sns: sdk.SNSClient;
beforeAll(async () => {
  target = await findTarget();
  sns = new sdk.SNSClient(target.config);
});
afterAll(async () => {
  sns.destroy();
  await target.close();
});

const create = async (what: string) =>
  (await sns.send(new sdk.CreateTopicCommand({ Name: target.name(what) }))).TopicArn;

describe("SNS: a topic", () => {
  it("is made once, described, listed, spoken to and deleted", async () => {
    const TopicArn = await create("topic");
    expect(await create("topic")).toBe(TopicArn);
    const { Attributes } = await sns.send(new sdk.GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, Owner: target.account });
    const { Topics = [] } = await sns.send(new sdk.ListTopicsCommand({}));
    expect(Topics).toContainEqual({ TopicArn });
    const { MessageId } = await sns.send(new sdk.PublishCommand({ TopicArn, Message: "hello" }));
    expect(MessageId).toMatch(/./);
    await sns.send(new sdk.DeleteTopicCommand({ TopicArn }));
    await expect(sns.send(new sdk.PublishCommand({ TopicArn, Message: "hello" }))).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  itWith("MILLRACE_WIRE_FUNCTION", "is subscribed to by a function", async () => {
    const TopicArn = await create("heard");
    const Endpoint = `arn:aws:lambda:${target.region}:${target.account}:function:${target.functionName}`;
    const { SubscriptionArn } = await sns.send(new sdk.SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint }));
    const subscriptions = async () =>
      (await sns.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];
    expect(await subscriptions()).toMatchObject([{ SubscriptionArn, Endpoint, Protocol: "lambda" }]);
    await sns.send(new sdk.UnsubscribeCommand({ SubscriptionArn }));
    expect(await subscriptions()).toEqual([]);
    await sns.send(new sdk.DeleteTopicCommand({ TopicArn }));
  });
});
