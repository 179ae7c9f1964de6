import { createHash } from "node:crypto";
import { closeSync, createReadStream, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { digest, type Algorithm } from "../checksums.ts";
import { checkSource } from "../conditions.ts";
import { refuse, S3Error } from "../errors.ts";
import { checksumMembers } from "../facts.ts";
import type { Span } from "../range.ts";
import type { Operations, Store } from "../store.ts";
import type { Upload } from "../upload.ts";
import { sourceOf } from "./copy-object.ts";
import { checkPartNumber } from "./multipart-upload.ts";

/** Unlike a reader's range, a copier's must be whole and inside the object. */
const rangeOf = (header: string | undefined, size: number): Span => {
  if (header === undefined) return { start: 0, end: size - 1 };
  const [, start = "", end = ""] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (start === "")
    throw new S3Error(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  if (Number(end) < Number(start) || Number(end) >= size)
    throw new S3Error("InvalidArgument", `Range specified is not valid for source object of size: ${size}`);
  return { start: Number(start), end: Number(end) };
};

/** Copies a piece of an open file, which this closes, and takes its sums on the way. */
const copyPiece = async (
  descriptor: number,
  { start, end }: Span,
  staged: string,
  algorithm: Algorithm | undefined,
): Promise<Upload> => {
  const md5 = createHash("md5");
  const sum = algorithm && digest(algorithm);
  const target = await open(staged, "wx");
  try {
    const pieces =
      end < start
        ? []
        : createReadStream("", { fd: descriptor, autoClose: false, start, end, highWaterMark: 1024 * 1024 });
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      md5.update(piece);
      sum?.update(piece);
      await target.write(piece);
    }
  } finally {
    await target.close();
    closeSync(descriptor);
  }
  const checksums = algorithm && sum ? { [algorithm]: await sum.end() } : {};
  return { staged, size: end - start + 1, etag: md5.digest("hex"), checksums };
};

export const uploadPartCopy = ({ buckets, disk, uploads, platform }: Store): Operations => ({
  async UploadPartCopy(input) {
    const { Bucket: bucket = "", Key: key = "", UploadId: id = "", PartNumber: number = 0 } = input;
    refuse(input, "SSECustomerAlgorithm", "CopySourceSSECustomerAlgorithm");
    const { algorithm } = uploads.need(id, bucket, key);
    checkPartNumber(number);
    const source = sourceOf(input.CopySource ?? "");
    buckets.need(source.bucket);
    const opened = disk.open(source.bucket, source.key);
    if (opened === undefined) throw new S3Error("NoSuchKey");
    let span: Span;
    try {
      checkSource(opened.object, {
        ifMatch: input.CopySourceIfMatch,
        ifNoneMatch: input.CopySourceIfNoneMatch,
        ifModifiedSince: input.CopySourceIfModifiedSince,
        ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      });
      span = rangeOf(input.CopySourceRange, opened.object.size);
    } catch (error) {
      closeSync(opened.descriptor);
      throw error;
    }
    const part = await copyPiece(opened.descriptor, span, uploads.stage(id), algorithm);
    try {
      uploads.need(id, bucket, key); // it may have been aborted meanwhile
    } catch (error) {
      rmSync(part.staged, { force: true });
      throw error;
    }
    uploads.add(id, number, part);
    const { ChecksumType: _, ...checksums } = checksumMembers({ checksums: part.checksums });
    return { CopyPartResult: { ETag: `"${part.etag}"`, LastModified: new Date(platform.clock.now()), ...checksums } };
  },
});
