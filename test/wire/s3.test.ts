import * as sdk from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, patienceMs, type Target } from "./target.ts";

let target: Target;
let s3: sdk.S3Client;
beforeAll(async () => {
  target = await findTarget();
  s3 = new sdk.S3Client(target.config);
});
afterAll(async () => {
  s3.destroy();
  await target.close();
});

const at = (key: string) => ({ Bucket: target.bucket, Key: `${target.name("s3")}/${key}` });
const put = (key: string, Body: string | Buffer = key) => s3.send(new sdk.PutObjectCommand({ ...at(key), Body }));
const text = async (key: string) => (await s3.send(new sdk.GetObjectCommand(at(key)))).Body?.transformToString();
const keys = (found: { Key?: string | undefined }[] = []) =>
  found.map(({ Key = "" }) => Key.split("/").slice(1).join("/"));

describe("S3: a bucket", () => {
  it(
    "is made, found, told what to do, emptied and deleted",
    async () => {
      const Bucket = target.name("own");
      const CreateBucketConfiguration = { LocationConstraint: target.region as sdk.BucketLocationConstraint };
      await s3.send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      await s3.send(new sdk.HeadBucketCommand({ Bucket }));
      const { Buckets = [] } = await s3.send(new sdk.ListBucketsCommand({}));
      expect(Buckets.map(({ Name }) => Name)).toContain(Bucket);
      const { LocationConstraint } = await s3.send(new sdk.GetBucketLocationCommand({ Bucket }));
      expect(LocationConstraint).toBe(target.region);

      const NotificationConfiguration = { EventBridgeConfiguration: {} };
      await s3.send(new sdk.PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
      const told = await s3.send(new sdk.GetBucketNotificationConfigurationCommand({ Bucket }));
      expect(told.EventBridgeConfiguration).toEqual({});

      const rule = { ID: "a", Status: "Enabled" as const, Filter: { Prefix: "tmp/" }, Expiration: { Days: 7 } };
      const lifecycle = { Bucket, LifecycleConfiguration: { Rules: [rule] } };
      await s3.send(new sdk.PutBucketLifecycleConfigurationCommand(lifecycle));
      const { Rules } = await s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }));
      expect(Rules).toEqual([rule]);
      await s3.send(new sdk.DeleteBucketLifecycleCommand({ Bucket }));
      await expect(s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
        name: "NoSuchLifecycleConfiguration",
      });

      const statement = {
        Sid: "Read",
        Effect: "Allow",
        Principal: { Service: "personalize.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
      };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      await s3.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy }));
      const given = await s3.send(new sdk.GetBucketPolicyCommand({ Bucket }));
      expect(JSON.parse(given.Policy ?? "")).toEqual(JSON.parse(Policy));
      await s3.send(new sdk.DeleteBucketPolicyCommand({ Bucket }));
      await expect(s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
        name: "NoSuchBucketPolicy",
      });

      const encryption = async () => {
        const told = await s3.send(new sdk.GetBucketEncryptionCommand({ Bucket }));
        return told.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
      };
      const KMSMasterKeyID = `arn:aws:kms:${target.region}:${target.account}:key/none`;
      const byKms = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID };
      const rules = { Rules: [{ ApplyServerSideEncryptionByDefault: byKms }] };
      await s3.send(new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: rules }));
      expect(await encryption()).toEqual(byKms);
      await s3.send(new sdk.DeleteBucketEncryptionCommand({ Bucket }));
      expect(await encryption()).toEqual({ SSEAlgorithm: "AES256" });

      await s3.send(new sdk.PutObjectCommand({ Bucket, Key: "a", Body: "a" }));
      await expect(s3.send(new sdk.DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
      await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key: "a" }));
      await s3.send(new sdk.DeleteBucketCommand({ Bucket }));
    },
    patienceMs,
  );
});

describe("S3: an object", () => {
  it("is put with its facts and tags, read whole and in part, copied, and deleted", async () => {
    const more = { ContentType: "text/plain", Metadata: { run: "1" }, Tagging: "team=data" };
    const { ETag } = await s3.send(new sdk.PutObjectCommand({ ...at("a b/한글+1"), Body: "hello", ...more }));
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const head = await s3.send(new sdk.HeadObjectCommand(at("a b/한글+1")));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: "text/plain", Metadata: { run: "1" }, ETag });
    const part = await s3.send(new sdk.GetObjectCommand({ ...at("a b/한글+1"), Range: "bytes=1-3" }));
    expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(["ell", "bytes 1-3/5"]);

    await s3.send(
      new sdk.PutObjectTaggingCommand({ ...at("a b/한글+1"), Tagging: { TagSet: [{ Key: "k", Value: "v" }] } }),
    );
    const CopySource = encodeURIComponent(`${target.bucket}/${at("a b/한글+1").Key}`);
    const { CopyObjectResult } = await s3.send(new sdk.CopyObjectCommand({ ...at("copy"), CopySource }));
    expect([CopyObjectResult?.ETag, await text("copy")]).toEqual([ETag, "hello"]);
    const { TagSet } = await s3.send(new sdk.GetObjectTaggingCommand(at("copy")));
    expect(TagSet).toEqual([{ Key: "k", Value: "v" }]);
    await s3.send(new sdk.DeleteObjectTaggingCommand(at("copy")));
    expect((await s3.send(new sdk.GetObjectTaggingCommand(at("copy")))).TagSet).toEqual([]);

    await s3.send(new sdk.DeleteObjectCommand(at("copy")));
    await expect(text("copy")).rejects.toMatchObject({ name: "NoSuchKey" });
    const Objects = [{ Key: at("a b/한글+1").Key }];
    const { Deleted } = await s3.send(new sdk.DeleteObjectsCommand({ Bucket: target.bucket, Delete: { Objects } }));
    expect(keys(Deleted)).toEqual(["a b/한글+1"]);
  });

  it("is written only when the condition holds", async () => {
    await put("once");
    const again = (condition: object) => s3.send(new sdk.PutObjectCommand({ ...at("once"), Body: "x", ...condition }));
    await expect(again({ IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
    await expect(again({ IfMatch: '"5d41402abc4b2a76b9719d911017c592"' })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
  });

  it("is refused when its checksum is wrong", async () => {
    const wrong = new sdk.PutObjectCommand({ ...at("wrong"), Body: "x", ChecksumCRC32: "AAAAAA==" });
    await expect(s3.send(wrong)).rejects.toMatchObject({ name: expect.stringMatching(/^(BadDigest|InvalidRequest)$/) });
  });

  it("is listed by prefix and delimiter, page by page", async () => {
    for (const key of ["l/a", "l/b/1", "l/b/2", "l/c"]) await put(key);
    const asked = { Bucket: target.bucket, Prefix: at("l/").Key, Delimiter: "/", MaxKeys: 2 };
    const first = await s3.send(new sdk.ListObjectsV2Command(asked));
    const ContinuationToken = first.NextContinuationToken;
    const second = await s3.send(new sdk.ListObjectsV2Command({ ...asked, ContinuationToken }));
    const prefixes = (first.CommonPrefixes ?? []).map(({ Prefix }) => ({ Key: Prefix }));
    expect([keys(first.Contents), keys(prefixes), keys(second.Contents)]).toEqual([["l/a"], ["l/b/"], ["l/c"]]);
    const older = await s3.send(new sdk.ListObjectsCommand({ ...asked, Delimiter: undefined, Marker: at("l/a").Key }));
    expect([keys(older.Contents), older.IsTruncated]).toEqual([["l/b/1", "l/b/2"], true]);
  });
});

describe("S3: an upload in parts", () => {
  const start = async (key: string) => {
    const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand(at(key)));
    return { ...at(key), UploadId };
  };

  it(
    "becomes one object of parts that were sent and copied",
    async () => {
      const whole = Buffer.alloc(5 * 1024 * 1024, "0123456789abcdef");
      await put("source", "tail of the object");
      const upload = await start("whole");
      const first = await s3.send(new sdk.UploadPartCommand({ ...upload, PartNumber: 1, Body: whole }));
      const CopySource = encodeURIComponent(`${target.bucket}/${at("source").Key}`);
      const copied = { ...upload, PartNumber: 2, CopySource, CopySourceRange: "bytes=0-3" };
      const { CopyPartResult } = await s3.send(new sdk.UploadPartCopyCommand(copied));
      const { Parts = [] } = await s3.send(new sdk.ListPartsCommand(upload));
      expect(Parts.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
        [1, whole.length],
        [2, 4],
      ]);
      const asked = { Bucket: target.bucket, Prefix: upload.Key };
      const { Uploads } = await s3.send(new sdk.ListMultipartUploadsCommand(asked));
      expect(Uploads?.map(({ UploadId }) => UploadId)).toEqual([upload.UploadId]);

      const ends = [first.ETag, CopyPartResult?.ETag].map((ETag, at) => ({ ETag, PartNumber: at + 1 }));
      const complete = (order: typeof ends) =>
        s3.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: order } }));
      await expect(complete([...ends].reverse())).rejects.toMatchObject({ name: "InvalidPartOrder" });
      expect((await complete(ends)).ETag).toMatch(/-2"$/);
      const end = await s3.send(new sdk.GetObjectCommand({ ...at("whole"), Range: "bytes=-6" }));
      expect(await end.Body?.transformToString()).toBe("eftail".slice(0, 6));
    },
    patienceMs,
  );

  it("is gone when it is aborted", async () => {
    const upload = await start("aborted");
    await s3.send(new sdk.AbortMultipartUploadCommand(upload));
    await expect(s3.send(new sdk.ListPartsCommand(upload))).rejects.toMatchObject({ name: "NoSuchUpload" });
  });
});
