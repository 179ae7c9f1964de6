import type { LifecycleRule } from "@aws-sdk/client-s3";
import { S3Error } from "../errors.ts";
import { checkedNotifications } from "../notifications.ts";
import type { Operations, Store } from "../store.ts";

/** Rules as the state keeps them have their dates as text. */
const revived = (rule: LifecycleRule): LifecycleRule => ({
  ...rule,
  ...(rule.Expiration?.Date && { Expiration: { ...rule.Expiration, Date: new Date(rule.Expiration.Date) } }),
  ...(rule.Transitions && {
    Transitions: rule.Transitions.map((step) => (step.Date ? { ...step, Date: new Date(step.Date) } : step)),
  }),
});

export const bucketSettings = ({ buckets, functions }: Store): Operations => ({
  PutBucketNotificationConfiguration({ Bucket: name = "", NotificationConfiguration: asked = {} }) {
    buckets.change(name, { notifications: checkedNotifications(asked, functions) });
    return {};
  },

  GetBucketNotificationConfiguration: ({ Bucket: name = "" }) => buckets.need(name).notifications ?? {},

  /** Kept and given back; nothing expires on one machine. */
  PutBucketLifecycleConfiguration({ Bucket: name = "", LifecycleConfiguration: asked }) {
    if (!asked?.Rules || asked.Rules.length === 0) throw new S3Error("MalformedXML");
    buckets.change(name, { lifecycle: asked.Rules });
    return {};
  },

  GetBucketLifecycleConfiguration({ Bucket: name = "" }) {
    const { lifecycle } = buckets.need(name);
    if (lifecycle === undefined) throw new S3Error("NoSuchLifecycleConfiguration");
    return { Rules: lifecycle.map(revived) };
  },

  DeleteBucketLifecycle({ Bucket: name = "" }) {
    buckets.change(name, { lifecycle: undefined });
    return {};
  },
});
