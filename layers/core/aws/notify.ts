import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

export interface Notification {
  /** EventBridge's detail-type. */
  readonly type: string;
  readonly subject: string;
  readonly message: string;
  readonly detail: object;
}

export type Notify = (notification: Notification) => Promise<void>;

const source = "millrace";
const longestSubject = 100; // SNS's

/** EventBridge took the call and refused the event. */
export class EventRefused extends Error {
  override readonly name = "EventRefused";
}

/** The account's default bus: rules of other systems take it from there. */
export const bus =
  (client = new EventBridgeClient({})): Notify =>
  async ({ type, detail }) => {
    const Entries = [{ Source: source, DetailType: type, Detail: JSON.stringify(detail) }];
    const { FailedEntryCount = 0, Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount > 0) throw new EventRefused(`${answers[0]?.ErrorCode}: ${answers[0]?.ErrorMessage}`);
  };

/** An SNS topic, for people. */
export const topic =
  (TopicArn: string, client = new SNSClient({})): Notify =>
  async ({ subject, message, detail }) => {
    const Message = `${message}\n\n${JSON.stringify(detail, null, 2)}\n`;
    await client.send(new PublishCommand({ TopicArn, Subject: subject.slice(0, longestSubject), Message }));
  };
