import { S3Error } from "../errors.ts";
import { lastCharacter, listPage } from "../listing.ts";
import type { ObjectRow } from "../object-table.ts";
import type { Operations, Store } from "../store.ts";

const largestPage = 1_000;

/** `encoding-type=url`: as in a form (a space is `+`), but slashes stay. */
const formEncoded = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");

const writtenBy = (encoding: string | undefined) => {
  if (encoding === undefined) return <T extends string | undefined>(text: T): T => text;
  if (encoding !== "url") throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request");
  return <T extends string | undefined>(text: T): T => (text === undefined ? text : formEncoded(text)) as T;
};

const pageSize = (asked: number | undefined): number => {
  if (asked === undefined) return largestPage;
  if (!Number.isInteger(asked) || asked < 0)
    throw new S3Error("InvalidArgument", "Provided max-keys not an integer or within integer range");
  return Math.min(asked, largestPage);
};

const tokenOf = (last: string): string => Buffer.from(last).toString("base64url");
const lastOf = (token: string): string => {
  const last = Buffer.from(token, "base64url").toString();
  if (token === "" || tokenOf(last) !== token)
    throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
  return last;
};

const listed = ({ key, size, etag, modified }: ObjectRow, written: (text: string) => string) => ({
  Key: written(key),
  LastModified: new Date(modified),
  ETag: `"${etag}"`,
  Size: size,
  StorageClass: "STANDARD" as const,
});

/** A marker that is a group counts as the whole of it. */
const afterMarker = (marker: string | undefined, prefix: string, delimiter: string | undefined): string | undefined => {
  if (marker === undefined || !delimiter || !marker.startsWith(prefix) || !marker.endsWith(delimiter)) return marker;
  const isGroup = marker.indexOf(delimiter, prefix.length) === marker.length - delimiter.length;
  return isGroup ? marker + lastCharacter : marker;
};

export const listObjects = ({ platform, buckets, table }: Store): Operations => ({
  /** The older listing: it goes on after a key, and tells which only when there are groups. */
  ListObjects(input) {
    const { Bucket: bucket = "", Prefix: prefix = "", Delimiter: delimiter, Marker: marker } = input;
    buckets.need(bucket);
    const written = writtenBy(input.EncodingType);
    const limit = pageSize(input.MaxKeys);
    const after = afterMarker(marker, prefix, delimiter);
    const { objects, commonPrefixes, next } = listPage(table, { bucket, prefix, delimiter, after, limit });
    const nextMarker = delimiter && next !== undefined ? written(next.replace(lastCharacter, "")) : undefined;
    return {
      Name: bucket,
      Prefix: written(prefix),
      Delimiter: written(delimiter),
      Marker: written(marker ?? ""),
      NextMarker: nextMarker,
      EncodingType: input.EncodingType,
      MaxKeys: limit,
      IsTruncated: next !== undefined,
      Contents: objects.map((object) => ({
        ...listed(object, written),
        Owner: { ID: platform.account, DisplayName: "local" },
      })),
      CommonPrefixes: commonPrefixes.map((group) => ({ Prefix: written(group) })),
    };
  },

  ListObjectsV2(input) {
    const { Bucket: bucket = "", Prefix: prefix = "", Delimiter: delimiter, ContinuationToken: token } = input;
    buckets.need(bucket);
    const written = writtenBy(input.EncodingType);
    const limit = pageSize(input.MaxKeys);
    const after = token === undefined ? input.StartAfter : lastOf(token);
    const { objects, commonPrefixes, next } = listPage(table, { bucket, prefix, delimiter, after, limit });
    return {
      Name: bucket,
      Prefix: written(prefix),
      Delimiter: written(delimiter),
      StartAfter: written(input.StartAfter),
      EncodingType: input.EncodingType,
      MaxKeys: limit,
      KeyCount: objects.length + commonPrefixes.length,
      IsTruncated: next !== undefined,
      ContinuationToken: token,
      NextContinuationToken: next === undefined ? undefined : tokenOf(next),
      Contents: objects.map((object) => listed(object, written)),
      CommonPrefixes: commonPrefixes.map((group) => ({ Prefix: written(group) })),
    };
  },
});
