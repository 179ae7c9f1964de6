import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "s3",
  title: "Amazon S3",
  about:
    "Objects are plain files under `<directory>/s3/<bucket>/`, so that DuckDB reads them; their facts are rows of the state. A write is visible whole or not at all, also after `kill -9`. Path-style addresses. There are no versions, access lists, locks, storage classes but STANDARD, and no encryption (`AES256`, which S3 does by itself, is taken and means nothing): a request that asks for one is answered `NotImplemented`.",
  operations: {
    CreateBucket: {
      does: "Checks the name by S3's rules and creates an empty bucket; `BucketAlreadyOwnedByYou` when it is there.",
      simplified: "Region, ACL and object ownership in the request are not looked at; one account owns every bucket.",
    },
    HeadBucket: { does: "Answers the region, or 404 without a body.", simplified: "nothing" },
    ListBuckets: { does: "Every bucket, filtered by prefix.", simplified: "One page, whatever `MaxBuckets` says." },
    DeleteBucket: {
      does: "Removes an empty bucket; `BucketNotEmpty` while it has objects or uploads under way.",
      simplified: "An upload under way counts as content; AWS lets such a bucket go.",
    },
    GetBucketLocation: {
      does: "Answers the instance's region.",
      simplified: "us-east-1 would be named, where AWS answers with an empty element.",
    },
    PutBucketNotificationConfiguration: {
      does: "Turns events to EventBridge and to Lambda functions on and off, with prefix and suffix filters; ambiguous filters are refused in S3's words.",
      simplified: "Queues and topics are refused; the permission of S3 to call the function is not asked about.",
    },
    GetBucketNotificationConfiguration: { does: "Answers what was put.", simplified: "nothing" },
    PutBucketLifecycleConfiguration: {
      does: "Keeps the rules.",
      simplified: "Nothing expires and nothing changes its storage class on one machine.",
    },
    GetBucketLifecycleConfiguration: { does: "Answers the rules as they were put.", simplified: "nothing" },
    DeleteBucketLifecycle: { does: "Forgets the rules.", simplified: "nothing" },
    PutBucketPolicy: {
      does: "Keeps the policy as it was written; what is no JSON object with statements is refused in S3's words.",
      simplified: "`--iam` enforces the policy that the template gives the bucket, and not what is put afterwards.",
    },
    GetBucketPolicy: {
      does: "Answers the policy as it was put, the template's to begin with; `NoSuchBucketPolicy` where there is none.",
      simplified: "nothing",
    },
    DeleteBucketPolicy: { does: "Forgets the policy.", simplified: "As PutBucketPolicy: the template's is enforced." },
    PutBucketEncryption: {
      does: "Keeps the rule: SSE-S3, or SSE-KMS with a key.",
      simplified: "Objects stay plain files and KMS is asked by nobody.",
    },
    GetBucketEncryption: {
      does: "Answers the rule as it was put, the template's to begin with; SSE-S3 where there is none, as at AWS.",
      simplified: "nothing",
    },
    DeleteBucketEncryption: { does: "Puts SSE-S3 back.", simplified: "nothing" },
    PutObject: {
      does: "Receives plain and aws-chunked bodies, verifies MD5, CRC32, CRC32C, CRC64NVME, SHA-1 and SHA-256 in header or trailer, obeys If-Match and If-None-Match, keeps `x-amz-tagging`, appears by one rename, and announces `Object Created`.",
      simplified: "Signatures, also those of chunks, are not verified; 5 GiB at most, as at AWS.",
    },
    GetObject: {
      does: "Streams the bytes or a range of them, with all four conditions, stored headers and metadata, overridden response headers, and checksums when asked.",
      simplified: "`PartNumber` is refused.",
    },
    HeadObject: { does: "As GetObject, without the bytes.", simplified: "`PartNumber` is refused." },
    DeleteObject: {
      does: "Removes the object, under If-Match where sent; a missing one is no error. Announces the removal to EventBridge and to functions that asked for it.",
      simplified: "There are no delete markers, because there are no versions.",
    },
    DeleteObjects: {
      does: "Removes up to 1,000 keys, quietly or naming each; a condition on one of them is refused.",
      simplified:
        "With `--iam` one forbidden key refuses the whole call; AWS names it in `Errors` and deletes the rest.",
    },
    CopyObject: {
      does: "Makes a second object of the same bytes (a hard link), with the conditions of source and target `MetadataDirective` and `TaggingDirective`.",
      simplified: "Up to the size of the source: AWS stops at 5 GB.",
    },
    PutObjectTagging: {
      does: "Replaces the tags of an object, ten at most; wrong and doubled ones are refused in S3's words.",
      simplified: "No event tells of it.",
    },
    GetObjectTagging: { does: "Answers the tags of an object.", simplified: "nothing" },
    DeleteObjectTagging: { does: "Removes the tags of an object.", simplified: "No event tells of it." },
    ListObjects: {
      does: "Keys as ListObjectsV2 lists them, from a marker on; `NextMarker` only with a delimiter, as at AWS.",
      simplified: "nothing",
    },
    ListObjectsV2: {
      does: "Keys in the order of their UTF-8 bytes, by prefix, delimiter, start and continuation token, url-encoded when asked, 1,000 a page at most.",
      simplified: "`FetchOwner` names nobody.",
    },
    CreateMultipartUpload: {
      does: "Opens an upload that survives a restart.",
      simplified: "An upload lives until it is completed or aborted: lifecycle rules do not end it.",
    },
    UploadPart: {
      does: "Receives part 1 to 10,000 as PutObject receives a body, and answers its ETag.",
      simplified: "nothing",
    },
    UploadPartCopy: {
      does: "Makes a part of an object or of a range of its bytes, with the source's conditions.",
      simplified: "The range need not lie in an object of more than 5 MB, as AWS asks.",
    },
    CompleteMultipartUpload: {
      does: "Checks order, ETags and the 5 MiB minimum of the parts, joins them, and puts the object with a composed ETag and checksum, under If-Match and If-None-Match.",
      simplified: "Parts are copied at this moment: a large upload takes its time here.",
    },
    AbortMultipartUpload: { does: "Forgets the upload and its parts.", simplified: "nothing" },
    ListParts: {
      does: "The parts received, in order, by pages.",
      simplified: "Initiator and owner are the one account.",
    },
    ListMultipartUploads: {
      does: "Uploads under way, by prefix, delimiter and markers.",
      simplified: "Initiator and owner are the one account.",
    },
  },
};
