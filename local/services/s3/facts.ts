import { algorithmNames, memberOf } from "./checksums.ts";
import { S3Error } from "./errors.ts";
import type { ObjectFacts, StoredObject } from "./object-table.ts";
import { tagsOf } from "./object-tags.ts";
import { ownEncoding } from "./upload.ts";

/** The members of PutObject, CopyObject and CreateMultipartUpload that describe the object. */
interface Described {
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Record<string, string> | undefined;
  readonly Tagging?: string | undefined;
}

const longestKey = 1_024; // bytes
const metadataLimit = 2_048; // bytes of names and values

/** Throws KeyTooLongError. */
export const checkKey = (key: string | undefined): string => {
  if (key === undefined || Buffer.byteLength(key) > longestKey) throw new S3Error("KeyTooLongError");
  return key;
};

/** What a request says about its object, to be stored with it. */
export const factsOf = (input: Described): ObjectFacts => {
  const metadata = input.Metadata && Object.keys(input.Metadata).length > 0 ? input.Metadata : undefined;
  if (metadata && Buffer.byteLength(Object.entries(metadata).flat().join("")) > metadataLimit)
    throw new S3Error("InvalidRequest", "Your metadata headers exceed the maximum allowed metadata size");
  const contentEncoding = ownEncoding(input.ContentEncoding);
  return {
    ...(input.ContentType !== undefined && { contentType: input.ContentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(input.CacheControl !== undefined && { cacheControl: input.CacheControl }),
    ...(input.ContentDisposition !== undefined && { contentDisposition: input.ContentDisposition }),
    ...(input.ContentLanguage !== undefined && { contentLanguage: input.ContentLanguage }),
    ...(input.Expires !== undefined && { expires: input.Expires.toUTCString() }),
    ...(metadata && { metadata }),
    ...tagsOf(input.Tagging),
  };
};

/** The checksums of an object as members of an answer. */
export const checksumMembers = ({ checksums = {}, checksumType }: ObjectFacts): Record<string, string> => {
  const members = algorithmNames.flatMap((name) => {
    const value = checksums[name];
    return value === undefined ? [] : [[memberOf(name), value] as const];
  });
  return members.length === 0 ? {} : { ...Object.fromEntries(members), ChecksumType: checksumType ?? "FULL_OBJECT" };
};

/** The answer's members that GetObject and HeadObject have in common. */
export const described = ({ etag, modified, facts }: StoredObject) => ({
  ETag: `"${etag}"`,
  LastModified: new Date(modified),
  AcceptRanges: "bytes",
  ContentType: facts.contentType ?? "binary/octet-stream",
  ContentEncoding: facts.contentEncoding,
  CacheControl: facts.cacheControl,
  ContentDisposition: facts.contentDisposition,
  ContentLanguage: facts.contentLanguage,
  ExpiresString: facts.expires,
  Metadata: facts.metadata,
  TagCount: facts.tags && (Object.keys(facts.tags).length || undefined),
});
