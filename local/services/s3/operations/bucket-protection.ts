import type { ServerSideEncryptionConfiguration } from "@aws-sdk/client-s3";
import { S3Error } from "../errors.ts";
import type { Operations, Store } from "../store.ts";

const usual: ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

/** Throws MalformedPolicy for what is no policy at all; what its statements mean is IAM's to say. */
const checkedPolicy = (text: string): string => {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new S3Error("MalformedPolicy");
  }
  if (typeof policy !== "object" || policy === null) throw new S3Error("MalformedPolicy");
  if (!("Statement" in policy)) throw new S3Error("MalformedPolicy", "Missing required field Statement");
  return text;
};

/** A bucket's policy and encryption, kept and given back: the one is enforced by `local/iam`, of the other nothing comes. */
export const bucketProtection = ({ buckets }: Store): Operations => ({
  PutBucketPolicy({ Bucket: name = "", Policy: text = "" }) {
    buckets.need(name);
    buckets.change(name, { policy: checkedPolicy(text) });
    return {};
  },

  GetBucketPolicy({ Bucket: name = "" }) {
    const { policy } = buckets.need(name);
    if (policy === undefined) throw new S3Error("NoSuchBucketPolicy");
    return { Policy: policy };
  },

  DeleteBucketPolicy({ Bucket: name = "" }) {
    buckets.change(name, { policy: undefined });
    return {};
  },

  PutBucketEncryption({ Bucket: name = "", ServerSideEncryptionConfiguration: encryption }) {
    const rules = encryption?.Rules ?? [];
    if (rules.length !== 1) throw new S3Error("MalformedXML");
    buckets.change(name, { encryption: { Rules: rules } });
    return {};
  },

  GetBucketEncryption: ({ Bucket: name = "" }) => ({
    ServerSideEncryptionConfiguration: buckets.need(name).encryption ?? usual,
  }),

  DeleteBucketEncryption({ Bucket: name = "" }) {
    buckets.change(name, { encryption: undefined });
    return {};
  },
});
