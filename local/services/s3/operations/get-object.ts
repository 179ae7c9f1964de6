import { closeSync, createReadStream, readSync } from "node:fs";
import type { GetObjectCommandInput, GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { checkRead } from "../conditions.ts";
import { refuse, refuseIgnored, S3Error } from "../errors.ts";
import { checksumMembers, described } from "../facts.ts";
import { spanOf, type Span } from "../range.ts";
import type { Operations, Store } from "../store.ts";

const heldBytes = 256 * 1024; // small bodies are read at once, large ones streamed

/** The bytes of an open file, which this closes. */
const bytesOf = (descriptor: number, { start, end }: Span): unknown => {
  const length = end - start + 1;
  if (length > heldBytes) return createReadStream("", { fd: descriptor, start, end, highWaterMark: heldBytes });
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, start);
  closeSync(descriptor);
  return bytes;
};

export const getObject = ({ buckets, table, disk }: Store): Operations => ({
  GetObject(input) {
    const { Bucket: bucket = "", Key: key = "" } = input;
    refuse(input, "PartNumber");
    refuseIgnored(input);
    buckets.need(bucket);
    const opened = disk.open(bucket, key);
    if (opened === undefined) throw new S3Error("NoSuchKey");
    const { object, descriptor } = opened;
    try {
      checkRead(object, conditionsOf(input));
      const span = spanOf(input.Range, object.size);
      const { start, end } = span ?? { start: 0, end: object.size - 1 };
      const answer = {
        ...described(object),
        ...(span === undefined && input.ChecksumMode === "ENABLED" && checksumMembers(object.facts)),
        ...(span && { ContentRange: `bytes ${start}-${end}/${object.size}`, $metadata: { httpStatusCode: 206 } }),
        ...overridden(input),
        ContentLength: end - start + 1,
      };
      return { ...answer, Body: bytesOf(descriptor, { start, end }) as GetObjectCommandOutput["Body"] };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  },

  HeadObject(input) {
    const { Bucket: bucket = "", Key: key = "" } = input;
    refuse(input, "PartNumber");
    refuseIgnored(input);
    buckets.need(bucket);
    const object = table.get(bucket, key);
    if (object === undefined) throw new S3Error("NoSuchKey");
    checkRead(object, conditionsOf(input));
    const span = spanOf(input.Range, object.size);
    return {
      ...described(object),
      ...(span === undefined && input.ChecksumMode === "ENABLED" && checksumMembers(object.facts)),
      ...(span && {
        ContentRange: `bytes ${span.start}-${span.end}/${object.size}`,
        $metadata: { httpStatusCode: 206 },
      }),
      ContentLength: span ? span.end - span.start + 1 : object.size,
    };
  },
});

const conditionsOf = (input: GetObjectCommandInput) => ({
  ifMatch: input.IfMatch,
  ifNoneMatch: input.IfNoneMatch,
  ifModifiedSince: input.IfModifiedSince,
  ifUnmodifiedSince: input.IfUnmodifiedSince,
});

/** `response-content-type` and its like: what a reader wants to be told in place of what is stored. */
const overridden = (input: GetObjectCommandInput): Record<string, string> => {
  const asked = {
    ContentType: input.ResponseContentType,
    ContentEncoding: input.ResponseContentEncoding,
    ContentDisposition: input.ResponseContentDisposition,
    ContentLanguage: input.ResponseContentLanguage,
    CacheControl: input.ResponseCacheControl,
  };
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
};
