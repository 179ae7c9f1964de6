import type { Tag } from "@aws-sdk/client-s3";
import { S3Error } from "./errors.ts";

export type Tags = Readonly<Record<string, string>>;

/** Source: S3 user guide, "Categorizing your objects using tags". */
const mostTags = 10;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const headerHint =
  "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";

/** The tags of an object, checked by S3's rules. Throws InvalidTag and BadRequest. */
export const checkedTags = (given: readonly Tag[]): Tags => {
  if (given.length > mostTags) throw new S3Error("BadRequest", `Object tags cannot be greater than ${mostTags}`);
  for (const { Key = "", Value = "" } of given) {
    if (Key === "" || Key.length > 128 || !allowed.test(Key))
      throw new S3Error("InvalidTag", "The TagKey you have provided is invalid");
    if (Value.length > 256 || !allowed.test(Value))
      throw new S3Error("InvalidTag", "The TagValue you have provided is invalid");
  }
  const tags = Object.fromEntries(given.map(({ Key = "", Value = "" }) => [Key, Value]));
  if (Object.keys(tags).length < given.length)
    throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  return tags;
};

/** `x-amz-tagging: a=b&c=d`, as a fact of the object; nothing when the header is absent or empty. */
export const tagsOf = (header: string | undefined): { tags?: Tags } => {
  if (header === undefined || header === "") return {};
  const given = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  if (new Set(given.map(({ Key }) => Key)).size < given.length) throw new S3Error("InvalidArgument", headerHint);
  return { tags: checkedTags(given) };
};

export const tagSetOf = (tags: Tags = {}): Required<Tag>[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
