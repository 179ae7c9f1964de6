import type { RefusalsAt } from "./refusal.ts";

export const s3: RefusalsAt = ({ bucket, name }) => {
  const Bucket = name("no-such-bucket");
  const Key = name("no-such-key");
  const upload = { Bucket: bucket, Key, UploadId: "2~VmFsbGV5IG9mIG5vdGhpbmcgYXQgYWxs" };
  const absent = [{ Bucket }, "NoSuchBucket"] as const;
  const part = { ...upload, PartNumber: 1 };
  return {
    CreateBucket: [{ Bucket: "Not_A_Bucket" }, "InvalidBucketName"],
    HeadBucket: [{ Bucket }, "NotFound"],
    ListBuckets: [{}, "InvalidAccessKeyId", "nobody"],
    DeleteBucket: absent,
    GetBucketLocation: absent,
    PutBucketNotificationConfiguration: [{ Bucket, NotificationConfiguration: {} }, "NoSuchBucket"],
    GetBucketNotificationConfiguration: absent,
    PutBucketLifecycleConfiguration: [
      {
        Bucket,
        LifecycleConfiguration: {
          Rules: [{ ID: "a", Status: "Enabled", Filter: { Prefix: "a/" }, Expiration: { Days: 1 } }],
        },
      },
      "NoSuchBucket",
    ],
    GetBucketLifecycleConfiguration: absent,
    DeleteBucketLifecycle: absent,
    PutBucketPolicy: [{ Bucket: bucket, Policy: "no policy" }, "MalformedPolicy"],
    GetBucketPolicy: absent,
    DeleteBucketPolicy: absent,
    PutBucketEncryption: [
      {
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
      },
      "NoSuchBucket",
    ],
    GetBucketEncryption: absent,
    DeleteBucketEncryption: absent,
    PutObject: [{ Bucket, Key, Body: "x" }, "NoSuchBucket"],
    GetObject: [{ Bucket: bucket, Key }, "NoSuchKey"],
    HeadObject: [{ Bucket: bucket, Key }, "NotFound"],
    DeleteObject: [{ Bucket, Key }, "NoSuchBucket"],
    DeleteObjects: [{ Bucket, Delete: { Objects: [{ Key }] } }, "NoSuchBucket"],
    CopyObject: [{ Bucket: bucket, Key: `${Key}-2`, CopySource: `${bucket}/${Key}` }, "NoSuchKey"],
    PutObjectTagging: [{ Bucket: bucket, Key, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }, "NoSuchKey"],
    GetObjectTagging: [{ Bucket: bucket, Key }, "NoSuchKey"],
    DeleteObjectTagging: [{ Bucket: bucket, Key }, "NoSuchKey"],
    ListObjects: absent,
    ListObjectsV2: absent,
    CreateMultipartUpload: [{ Bucket, Key }, "NoSuchBucket"],
    UploadPart: [{ ...part, Body: "x" }, "NoSuchUpload"],
    UploadPartCopy: [{ ...part, CopySource: `${bucket}/${Key}` }, "NoSuchUpload"],
    CompleteMultipartUpload: [
      { ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"5d41402abc4b2a76b9719d911017c592"' }] } },
      "NoSuchUpload",
    ],
    AbortMultipartUpload: [upload, "NoSuchUpload"],
    ListParts: [upload, "NoSuchUpload"],
    ListMultipartUploads: absent,
  };
};
