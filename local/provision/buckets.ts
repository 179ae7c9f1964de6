import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  type Event,
  type FilterRule,
  type LifecycleRule,
  type NotificationConfiguration,
  type ServerSideEncryptionByDefault,
  type ServerSideEncryptionConfiguration,
} from "@aws-sdk/client-s3";
import type { Clients } from "./clients.ts";
import { CannotProvision, refusedWith, type ResolvedResource } from "./resource.ts";

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

export const bucketProperties = [
  "BucketName",
  "NotificationConfiguration",
  "LifecycleConfiguration",
  "BucketEncryption",
];

interface Notifications {
  readonly EventBridgeConfiguration?: { readonly EventBridgeEnabled?: boolean };
  readonly LambdaConfigurations?: readonly {
    readonly Event: string;
    readonly Function: string;
    readonly Filter?: { readonly S3Key?: { readonly Rules?: readonly FilterRule[] } };
  }[];
}

/** CloudFormation gives one event to each entry, and calls things otherwise. Throws CannotProvision for queues and topics. */
const notificationsOf = (id: string, told: Notifications): NotificationConfiguration => {
  const understood = ["EventBridgeConfiguration", "LambdaConfigurations"];
  const strange = Object.keys(told).filter((name) => !understood.includes(name));
  if (strange.length > 0)
    throw new CannotProvision(
      `${id}: ${strange.join(", ")} of NotificationConfiguration cannot be provided on this machine`,
    );
  const { EventBridgeConfiguration: bus, LambdaConfigurations: functions = [] } = told;
  return {
    ...(bus && bus.EventBridgeEnabled !== false && { EventBridgeConfiguration: {} }),
    ...(functions.length > 0 && {
      LambdaFunctionConfigurations: functions.map(({ Event, Function: arn, Filter }) => ({
        Events: [Event as Event],
        LambdaFunctionArn: arn,
        ...(Filter?.S3Key?.Rules && { Filter: { Key: { FilterRules: [...Filter.S3Key.Rules] } } }),
      })),
    }),
  };
};

/** Creates the bucket unless it is there, then sets what the template says about it. */
export const provisionBucket = async ({ id, properties }: ResolvedResource, { s3 }: Clients): Promise<void> => {
  const Bucket = String(properties["BucketName"]);
  await refusedWith(s3.send(new CreateBucketCommand({ Bucket })), "BucketAlreadyOwnedByYou", "BucketAlreadyExists");
  const NotificationConfiguration = notificationsOf(id, properties["NotificationConfiguration"] ?? {});
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const { Rules = [] } = (properties["LifecycleConfiguration"] ?? {}) as { Rules?: Rule[] };
  if (Rules.length > 0) {
    const LifecycleConfiguration = { Rules: Rules.map(lifecycleRule) };
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  }
  const encryption = encryptionOf(properties["BucketEncryption"] ?? {});
  if (encryption.Rules?.length)
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: encryption }));
};

interface EncryptionRule {
  readonly ServerSideEncryptionByDefault?: ServerSideEncryptionByDefault;
  readonly BucketKeyEnabled?: boolean;
}

/** CloudFormation calls the list of rules as S3 calls the whole. */
const encryptionOf = (told: {
  readonly ServerSideEncryptionConfiguration?: readonly EncryptionRule[];
}): ServerSideEncryptionConfiguration => ({
  Rules: (told.ServerSideEncryptionConfiguration ?? []).map(({ ServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
    ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
    ...(BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled }),
  })),
});

export const bucketPolicyProperties = ["Bucket", "PolicyDocument"];

/** Kept for whoever asks what it says; with `--iam` it is enforced as the template has it. */
export const provisionBucketPolicy = async ({ properties }: ResolvedResource, { s3 }: Clients): Promise<void> => {
  const { Bucket, PolicyDocument } = properties as { Bucket: string; PolicyDocument: unknown };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(PolicyDocument) }));
};
