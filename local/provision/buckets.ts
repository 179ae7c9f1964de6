import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type LifecycleRule,
} from "@aws-sdk/client-s3";
import type { Clients } from "./clients.ts";
import { refusedWith, type ResolvedResource } from "./resource.ts";

interface Rule {
  readonly Id?: string;
  readonly Status: "Enabled" | "Disabled";
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly Transitions?: readonly { StorageClass: string; TransitionInDays: number }[];
  readonly AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}

/** CloudFormation names the days differently from S3. */
const lifecycleRule = (rule: Rule): LifecycleRule => ({
  ID: rule.Id,
  Status: rule.Status,
  Filter: { Prefix: rule.Prefix ?? "" },
  ...(rule.ExpirationInDays === undefined ? {} : { Expiration: { Days: rule.ExpirationInDays } }),
  ...(rule.Transitions && {
    Transitions: rule.Transitions.map(({ StorageClass, TransitionInDays }) => ({
      StorageClass: StorageClass as "GLACIER",
      Days: TransitionInDays,
    })),
  }),
  ...(rule.AbortIncompleteMultipartUpload && { AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload }),
});

export const bucketProperties = ["BucketName", "NotificationConfiguration", "LifecycleConfiguration"];

/** Creates the bucket unless it is there, then sets what the template says about it. */
export const provisionBucket = async ({ properties }: ResolvedResource, { s3 }: Clients): Promise<void> => {
  const Bucket = String(properties["BucketName"]);
  await refusedWith(s3.send(new CreateBucketCommand({ Bucket })), "BucketAlreadyOwnedByYou", "BucketAlreadyExists");
  const { EventBridgeConfiguration } = (properties["NotificationConfiguration"] ?? {}) as {
    EventBridgeConfiguration?: { EventBridgeEnabled?: boolean };
  };
  const tells = EventBridgeConfiguration !== undefined && EventBridgeConfiguration.EventBridgeEnabled !== false;
  const NotificationConfiguration = tells ? { EventBridgeConfiguration: {} } : {};
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const { Rules = [] } = (properties["LifecycleConfiguration"] ?? {}) as { Rules?: Rule[] };
  if (Rules.length > 0) {
    const LifecycleConfiguration = { Rules: Rules.map(lifecycleRule) };
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  }
};
