import type { Need } from "../policy.ts";
import { named, type Input, type Needs } from "./need.ts";

/** Where IAM's word is not the operation's. */
const words: Readonly<Record<string, string>> = {
  HeadObject: "GetObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  CompleteMultipartUpload: "PutObject",
  ListParts: "ListMultipartUploadParts",
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListBuckets: "ListAllMyBuckets",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  PutBucketEncryption: "PutEncryptionConfiguration",
  GetBucketEncryption: "GetEncryptionConfiguration",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
};

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`;

const listed = ({ Prefix, Delimiter, MaxKeys }: Input): Need["context"] => ({
  "s3:prefix": typeof Prefix === "string" ? Prefix : "", // an absent prefix is the empty one
  ...(typeof Delimiter === "string" && { "s3:delimiter": Delimiter }),
  ...(typeof MaxKeys === "number" && { "s3:max-keys": String(MaxKeys) }),
});

const sourceOf = (input: Input): string => {
  const path = named(input, "CopySource").split("?")[0] ?? "";
  return bucketArn(decodeURIComponent(path).replace(/^\//, ""));
};

export const s3Needs: Needs = ({ operation }, input) => {
  const bucket = named(input, "Bucket");
  const action = `s3:${words[operation] ?? operation}`;
  if (operation === "DeleteObjects") {
    const { Objects = [] } = (input["Delete"] ?? {}) as { Objects?: { Key?: string }[] };
    return Objects.map(({ Key = "" }) => ({ action: "s3:DeleteObject", resource: objectArn(bucket, Key) }));
  }
  if (operation === "CopyObject" || operation === "UploadPartCopy")
    return [
      { action: "s3:GetObject", resource: sourceOf(input) },
      { action: "s3:PutObject", resource: objectArn(bucket, named(input, "Key")) },
    ];
  if (input["Key"] !== undefined) {
    const resource = objectArn(bucket, named(input, "Key"));
    const isTagged = typeof input["Tagging"] === "string"; // the header of a put: an operation's own tags are an object
    return [{ action, resource }, ...(isTagged ? [{ action: "s3:PutObjectTagging", resource }] : [])];
  }
  if (operation === "ListBuckets") return [{ action, resource: "*" }];
  return [
    {
      action,
      resource: bucketArn(bucket),
      ...(action === "s3:ListBucket" && operation !== "HeadBucket" && { context: listed(input) }),
    },
  ];
};
