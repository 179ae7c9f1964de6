import { rmSync } from "node:fs";
import { algorithmNames } from "../checksums.ts";
import { checkWrite } from "../conditions.ts";
import { refuseIgnored, S3Error } from "../errors.ts";
import { checkKey, checksumMembers, factsOf } from "../facts.ts";
import type { Operations, Store } from "../store.ts";
import { receive } from "../upload.ts";

const mostParts = 10_000;

/** Throws InvalidArgument. */
export const checkPartNumber = (number: number): void => {
  if (!Number.isInteger(number) || number < 1 || number > mostParts)
    throw new S3Error("InvalidArgument", `Part number must be an integer between 1 and ${mostParts}, inclusive`);
};

export const multipartUpload = ({ platform, buckets, disk, uploads }: Store): Operations => ({
  CreateMultipartUpload(input) {
    const { Bucket: bucket = "" } = input;
    refuseIgnored(input);
    const key = checkKey(input.Key);
    buckets.need(bucket);
    // A checksum of the whole object would need the parts' bytes again; S3 composes those of the parts unless asked not to.
    const algorithm =
      input.ChecksumType === "FULL_OBJECT"
        ? undefined
        : algorithmNames.find((name) => name === input.ChecksumAlgorithm?.toLowerCase());
    const UploadId = uploads.start({ bucket, key, facts: factsOf(input), algorithm });
    return { Bucket: bucket, Key: key, UploadId };
  },

  async UploadPart({ Bucket: bucket = "", Key: key = "", UploadId: id = "", PartNumber: number = 0 }, { request }) {
    uploads.need(id, bucket, key);
    checkPartNumber(number);
    const part = await receive(request, uploads.stage(id));
    uploads.need(id, bucket, key); // it may have been aborted meanwhile
    uploads.add(id, number, part);
    const { ChecksumType: _, ...checksums } = checksumMembers({ checksums: part.checksums });
    return { ETag: `"${part.etag}"`, ...checksums };
  },

  async CompleteMultipartUpload(input) {
    const { Bucket: bucket = "", Key: key = "", UploadId: id = "", IfMatch: ifMatch, IfNoneMatch: ifNoneMatch } = input;
    const started = uploads.need(id, bucket, key);
    const staged = disk.stage();
    try {
      const whole = await uploads.assemble(id, input.MultipartUpload?.Parts ?? [], staged, started);
      uploads.need(id, bucket, key);
      const object = disk.commit({ ...whole, bucket, key, staged, reason: "CompleteMultipartUpload" }, (current) =>
        checkWrite(current, { ifMatch, ifNoneMatch }),
      );
      uploads.forget(id);
      const Location = `${platform.endpoint()}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
      return { Location, Bucket: bucket, Key: key, ETag: `"${object.etag}"`, ...checksumMembers(object.facts) };
    } finally {
      rmSync(staged, { force: true });
    }
  },

  AbortMultipartUpload({ Bucket: bucket = "", Key: key = "", UploadId: id = "" }) {
    uploads.need(id, bucket, key);
    uploads.forget(id);
    return {};
  },
});
