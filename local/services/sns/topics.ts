import { randomUUID } from "node:crypto";
import type { Platform } from "../../kernel/platform.ts";
import { awsError } from "../../kernel/wire/call.ts";

export interface Topic {
  readonly arn: string;
  /** Only what CreateTopic was given; SNS compares it when a topic is created again. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: "lambda";
  /** The function's ARN. */
  readonly endpoint: string;
}

export const invalid = (message: string) => awsError("InvalidParameter", `Invalid parameter: ${message}`, 400);
export const missing = (what: string) => awsError("NotFound", `${what} does not exist`, 404);

/** Topics and who listens to them. */
export const openTopics = ({ state, account, region }: Platform) => {
  const topics = state.collection<Topic>("sns/topics");
  const subscriptions = state.collection<Subscription>("sns/subscriptions");
  const of = (topicArn: string): Subscription[] => subscriptions.list(`${topicArn}:`).map(({ value }) => value);
  return {
    arnOf: (name: string): string => `arn:aws:sns:${region}:${account}:${name}`,
    /** Throws NotFound. */
    need(arn = ""): Topic {
      const topic = topics.get(arn);
      if (!topic) throw missing("Topic");
      return topic;
    },
    list: (): Topic[] => topics.list().map(({ value }) => value),
    /** Creating what is there gives it back, unless its attributes differ. */
    create(name: string, attributes: Readonly<Record<string, string>>): Topic {
      const arn = this.arnOf(name);
      const known = topics.get(arn);
      if (known && JSON.stringify(known.attributes) !== JSON.stringify(attributes))
        throw invalid("Attributes Reason: Topic already exists with different attributes");
      const topic = known ?? { arn, attributes };
      topics.put(arn, topic);
      return topic;
    },
    delete: (arn: string): void =>
      state.transaction(() => {
        for (const subscription of of(arn)) subscriptions.delete(subscription.arn);
        topics.delete(arn);
      }),
    subscriptions: of,
    /** The same endpoint has one subscription to a topic. */
    subscribe(topicArn: string, endpoint: string): Subscription {
      const known = of(topicArn).find((subscription) => subscription.endpoint === endpoint);
      if (known) return known;
      const subscription = { arn: `${topicArn}:${randomUUID()}`, topicArn, protocol: "lambda" as const, endpoint };
      subscriptions.put(subscription.arn, subscription);
      return subscription;
    },
    unsubscribe: (arn: string): boolean => subscriptions.delete(arn),
  };
};

export type Topics = ReturnType<typeof openTopics>;
