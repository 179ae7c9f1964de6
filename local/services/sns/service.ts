import { randomUUID } from "node:crypto";
import * as sdk from "@aws-sdk/client-sns";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService, type Api } from "../../kernel/wire/service.ts";
import { invalid, missing, openTopics, type Subscription } from "./topics.ts";

/** Takes an event for a function, durably: inside the current state transaction. */
export type Enqueue = (functionArn: string, event: object) => void;

const limits = { Message: { min: 1 }, Subject: { max: 100 } };
const largestMessage = 256 * 1024;

const plain = (attributes: Readonly<Record<string, sdk.MessageAttributeValue>> = {}) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? (BinaryValue && Buffer.from(BinaryValue).toString("base64")) },
    ]),
  );

/** What a subscribed function gets. Source: Lambda developer guide, "Using Lambda with Amazon SNS". */
const notification = (to: Subscription, input: sdk.PublishInput, messageId: string, time: number) => ({
  Records: [
    {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: to.arn,
      Sns: {
        Type: "Notification",
        MessageId: messageId,
        TopicArn: to.topicArn,
        Subject: input.Subject ?? null,
        Message: input.Message,
        Timestamp: new Date(time).toISOString(),
        MessageAttributes: plain(input.MessageAttributes),
      },
    },
  ],
});

/** SNS: topics whose messages go to functions. A message that nobody subscribed to goes nowhere, as at AWS. */
export const createSns = (platform: Platform, enqueue: Enqueue): Service => {
  const topics = openTopics(platform);
  const handlers: Partial<Api<typeof sdk>> = {
    CreateTopic({ Name: name = "", Attributes: attributes = {} }) {
      if (!/^[\w-]{1,256}$/.test(name)) throw invalid("Topic Name");
      if (attributes["FifoTopic"] === "true") throw invalid("FIFO topics are not part of this local SNS");
      return { TopicArn: topics.create(name, attributes).arn };
    },
    DeleteTopic({ TopicArn: arn = "" }) {
      if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/.test(arn)) throw invalid("TopicArn");
      topics.delete(arn); // deleting what is not there is no error in SNS
      return {};
    },
    ListTopics: () => ({ Topics: topics.list().map(({ arn }) => ({ TopicArn: arn })) }),
    GetTopicAttributes({ TopicArn }) {
      const { arn, attributes } = topics.need(TopicArn);
      const confirmed = String(topics.subscriptions(arn).length);
      return {
        Attributes: { ...attributes, TopicArn: arn, Owner: platform.account, SubscriptionsConfirmed: confirmed },
      };
    },
    Subscribe({ TopicArn, Protocol: protocol, Endpoint: endpoint = "", Attributes: attributes = {} }) {
      const { arn } = topics.need(TopicArn);
      if (protocol !== "lambda") throw invalid(`Protocol ${protocol} is not part of this local SNS: lambda is`);
      if (!/^arn:aws:lambda:.+:function:.+/.test(endpoint)) throw invalid("Lambda endpoint ARN");
      const [attribute] = Object.keys(attributes);
      if (attribute !== undefined) throw invalid(`${attribute} is not part of this local SNS`);
      return { SubscriptionArn: topics.subscribe(arn, endpoint).arn };
    },
    Unsubscribe({ SubscriptionArn: arn = "" }) {
      if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+:[\w-]+$/.test(arn)) throw invalid("SubscriptionArn");
      if (!topics.unsubscribe(arn)) throw missing("Subscription");
      return {};
    },
    ListSubscriptionsByTopic({ TopicArn }) {
      const { arn } = topics.need(TopicArn);
      const shown = topics.subscriptions(arn).map((subscription) => ({
        SubscriptionArn: subscription.arn,
        TopicArn: arn,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        Owner: platform.account,
      }));
      return { Subscriptions: shown };
    },
    Publish(input) {
      const { arn } = topics.need(input.TopicArn ?? input.TargetArn);
      if (input.PhoneNumber !== undefined) throw invalid("PhoneNumber is not part of this local SNS");
      if (input.MessageStructure !== undefined) throw invalid("MessageStructure is not part of this local SNS");
      if (Buffer.byteLength(input.Message ?? "") > largestMessage) throw invalid("Message too long");
      const messageId = randomUUID();
      const time = platform.clock.now();
      platform.state.transaction(() => {
        for (const to of topics.subscriptions(arn)) enqueue(to.endpoint, notification(to, input, messageId, time));
      });
      return { MessageId: messageId };
    },
  };
  const client = new sdk.SNSClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  return {
    name: "sns",
    handles: wireService("sns", sdk, client, handlers, { limits }),
    resume: () => undefined,
    close: async () => undefined,
  };
};
