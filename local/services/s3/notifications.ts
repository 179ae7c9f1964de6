import { randomBytes } from "node:crypto";
import type { LambdaFunctionConfiguration, NotificationConfiguration } from "@aws-sdk/client-s3";
import { S3Error } from "./errors.ts";

/** Takes S3's event for a function, durably: called inside the transaction that makes the event true. */
export interface Functions {
  exists(arn: string): boolean;
  send(arn: string, event: object): void;
}

/** What happened to an object, in S3's words: `ObjectCreated:Put`. */
export type EventName = `ObjectCreated:${"Put" | "Copy" | "CompleteMultipartUpload"}` | "ObjectRemoved:Delete";

const known = [
  "s3:ObjectCreated:*",
  "s3:ObjectCreated:Put",
  "s3:ObjectCreated:Copy",
  "s3:ObjectCreated:CompleteMultipartUpload",
  "s3:ObjectRemoved:*",
  "s3:ObjectRemoved:Delete",
];

const ruleOf = ({ Filter }: LambdaFunctionConfiguration, name: "prefix" | "suffix"): string =>
  Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? "";

const overlap = (left: string, right: string, hold: (text: string, part: string) => boolean): boolean =>
  hold(left, right) || hold(right, left);

const events = (configuration: LambdaFunctionConfiguration): string[] =>
  (configuration.Events ?? []).map((event) => event.replace(/^s3:/, ""));

const isFor = (wanted: string, name: string): boolean =>
  wanted === name || (wanted.endsWith("*") && name.startsWith(wanted.slice(0, -1)));

const clash = (left: LambdaFunctionConfiguration, right: LambdaFunctionConfiguration): boolean =>
  events(left).some((one) => events(right).some((other) => isFor(one, other) || isFor(other, one))) &&
  overlap(ruleOf(left, "prefix"), ruleOf(right, "prefix"), (text, part) => text.startsWith(part)) &&
  overlap(ruleOf(left, "suffix"), ruleOf(right, "suffix"), (text, part) => text.endsWith(part));

/** What a bucket tells and whom, with an id for each function. Throws InvalidArgument for what S3 refuses. */
export const checkedNotifications = (
  asked: NotificationConfiguration,
  functions: Functions,
): NotificationConfiguration => {
  if ((asked.QueueConfigurations ?? asked.TopicConfigurations ?? []).length > 0)
    throw new S3Error("NotImplemented", "This local S3 notifies Lambda functions and EventBridge, no queues or topics");
  const lambda = (asked.LambdaFunctionConfigurations ?? []).map((configuration) => ({
    ...configuration,
    Id: configuration.Id ?? randomBytes(16).toString("base64url"),
  }));
  for (const configuration of lambda) {
    const strange = (configuration.Events ?? []).find((event) => !known.includes(event));
    if (strange !== undefined)
      throw new S3Error("InvalidArgument", `The event ${strange} is not supported for notifications by this local S3`);
    const rule = configuration.Filter?.Key?.FilterRules?.find(({ Name }) => !/^(prefix|suffix)$/i.test(Name ?? ""));
    if (rule) throw new S3Error("InvalidArgument", "filter rule name must be either prefix or suffix");
    if (!functions.exists(configuration.LambdaFunctionArn ?? ""))
      throw new S3Error("InvalidArgument", "Unable to validate the following destination configurations");
  }
  if (lambda.some((one, index) => lambda.slice(index + 1).some((other) => clash(one, other))))
    throw new S3Error(
      "InvalidArgument",
      "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
    );
  return {
    ...(asked.EventBridgeConfiguration && { EventBridgeConfiguration: {} }),
    ...(lambda.length > 0 && { LambdaFunctionConfigurations: lambda }),
  };
};

/** The functions that are told of this. */
export const listeners = (
  { LambdaFunctionConfigurations: all = [] }: NotificationConfiguration,
  name: EventName,
  key: string,
): LambdaFunctionConfiguration[] =>
  all.filter(
    (configuration) =>
      events(configuration).some((wanted) => isFor(wanted, name)) &&
      key.startsWith(ruleOf(configuration, "prefix")) &&
      key.endsWith(ruleOf(configuration, "suffix")),
  );

/** Keys travel as in a form: a space is `+`, slashes stay. */
const formEncoded = (key: string): string => encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");

/** S3's own event, one record. Source: S3 user guide, "Event message structure". */
export const eventFor = (
  configuration: LambdaFunctionConfiguration,
  name: EventName,
  { bucket, key, size, etag }: { bucket: string; key: string; size?: number; etag?: string },
  { region, account, time, sequencer }: { region: string; account: string; time: number; sequencer: string },
): object => ({
  Records: [
    {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: region,
      eventTime: new Date(time).toISOString(),
      eventName: name,
      userIdentity: { principalId: `AWS:${account}` },
      requestParameters: { sourceIPAddress: "127.0.0.1" },
      responseElements: {
        "x-amz-request-id": randomBytes(8).toString("hex").toUpperCase(),
        "x-amz-id-2": randomBytes(32).toString("base64"),
      },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: configuration.Id,
        bucket: { name: bucket, ownerIdentity: { principalId: account }, arn: `arn:aws:s3:::${bucket}` },
        object: {
          key: formEncoded(key),
          ...(size !== undefined && { size }),
          ...(etag !== undefined && { eTag: etag }),
          sequencer,
        },
      },
    },
  ],
});
