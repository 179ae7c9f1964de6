import { linkSync, rmSync } from "node:fs";
import type { CopyObjectCommandInput } from "@aws-sdk/client-s3";
import { checkSource, checkWrite } from "../conditions.ts";
import { refuseIgnored, S3Error } from "../errors.ts";
import { checkKey, checksumMembers, factsOf } from "../facts.ts";
import type { ObjectFacts } from "../object-table.ts";
import type { Operations, Store } from "../store.ts";

/** `x-amz-copy-source`: `/bucket/key` or `bucket/key`, percent-encoded. */
export const sourceOf = (header: string): { bucket: string; key: string } => {
  if (/\?versionId=(?!null$)/.test(header))
    throw new S3Error("NotImplemented", "Versions are not part of this local S3");
  const [, bucket = "", key = ""] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(header.replace(/\?.*$/, ""))) ?? [];
  if (key === "")
    throw new S3Error("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  return { bucket, key };
};

/** What the copy is told apart by its directives: metadata and tags are each the source's own unless replaced. */
const copiedFacts = (input: CopyObjectCommandInput, original: ObjectFacts): ObjectFacts => {
  const { checksums, checksumType, tags } = original;
  const asked = factsOf(input);
  const told = input.MetadataDirective === "REPLACE" ? { ...asked, checksums, checksumType } : original;
  return { ...told, tags: input.TaggingDirective === "REPLACE" ? asked.tags : tags };
};

export const copyObject = ({ buckets, table, disk }: Store): Operations => ({
  CopyObject(input) {
    const { Bucket: bucket = "", MetadataDirective: directive = "COPY" } = input;
    refuseIgnored(input);
    const key = checkKey(input.Key);
    const source = sourceOf(input.CopySource ?? "");
    buckets.need(bucket);
    buckets.need(source.bucket);
    if (source.bucket === bucket && source.key === key && directive !== "REPLACE")
      throw new S3Error(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const original = table.get(source.bucket, source.key);
    if (original === undefined) throw new S3Error("NoSuchKey");
    checkSource(original, {
      ifMatch: input.CopySourceIfMatch,
      ifNoneMatch: input.CopySourceIfNoneMatch,
      ifModifiedSince: input.CopySourceIfModifiedSince,
      ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
    const facts = copiedFacts(input, original.facts);
    const staged = disk.stage();
    linkSync(disk.fileOf(original), staged); // objects are replaced, never written to: two may share their bytes
    try {
      const { size, etag } = original;
      const copy = disk.commit({ bucket, key, size, etag, facts, staged, reason: "CopyObject" }, (current) =>
        checkWrite(current, { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch }),
      );
      const result = { ETag: `"${copy.etag}"`, LastModified: new Date(copy.modified), ...checksumMembers(copy.facts) };
      return { CopyObjectResult: result };
    } finally {
      rmSync(staged, { force: true });
    }
  },
});
