import { randomBytes } from "node:crypto";
import type { BusEvent, Platform } from "../../kernel/platform.ts";
import type { Bucket } from "./buckets.ts";
import { eventFor, listeners, type EventName, type Functions } from "./notifications.ts";

export type Reason = "PutObject" | "CopyObject" | "CompleteMultipartUpload" | "DeleteObject";

const eventNames: Readonly<Record<Reason, EventName>> = {
  PutObject: "ObjectCreated:Put",
  CopyObject: "ObjectCreated:Copy",
  CompleteMultipartUpload: "ObjectCreated:CompleteMultipartUpload",
  DeleteObject: "ObjectRemoved:Delete",
};

/** An object that something happened to; one that is gone has neither size nor ETag. */
export interface Subject {
  readonly bucket: string;
  readonly key: string;
  readonly size?: number;
  readonly etag?: string;
}

/** As EventBridge carries it: the key as it is (the direct form encodes it), the ETag without quotes. */
const busEvent = (subject: Subject, reason: Reason, sequencer: string, account: string): BusEvent => ({
  source: "aws.s3",
  "detail-type": reason === "DeleteObject" ? "Object Deleted" : "Object Created",
  resources: [`arn:aws:s3:::${subject.bucket}`],
  detail: {
    version: "0",
    bucket: { name: subject.bucket },
    object: {
      key: subject.key,
      ...(subject.size !== undefined && { size: subject.size }),
      ...(subject.etag !== undefined && { etag: subject.etag }),
      sequencer,
    },
    "request-id": randomBytes(8).toString("hex").toUpperCase(),
    requester: account,
    "source-ip-address": "127.0.0.1",
    reason,
    ...(reason === "DeleteObject" && { "deletion-type": "Permanently Deleted" }),
  },
});

/**
 * Tells whom the bucket names of what happened: EventBridge, functions, or nobody. `sequence` rises with every write. Call
 * it inside the transaction that makes the thing true.
 */
export const announcer =
  (platform: Platform, functions: Functions) =>
  ({ notifications }: Bucket, subject: Subject, reason: Reason, sequence: number): void => {
    if (!notifications) return;
    const { account, region, clock } = platform;
    const sequencer = sequence.toString(16).toUpperCase().padStart(18, "0");
    if (notifications.EventBridgeConfiguration) platform.publish(busEvent(subject, reason, sequencer, account));
    const name = eventNames[reason];
    for (const configuration of listeners(notifications, name, subject.key)) {
      const event = eventFor(configuration, name, subject, { region, account, time: clock.now(), sequencer });
      functions.send(configuration.LambdaFunctionArn ?? "", event);
    }
  };
