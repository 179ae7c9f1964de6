import { S3Error } from "../errors.ts";
import { checkedTags, tagSetOf, type Tags } from "../object-tags.ts";
import type { StoredObject } from "../object-table.ts";
import type { Operations, Store } from "../store.ts";

/** Tags of objects. They are facts beside the bytes: to change them changes neither ETag nor time. */
export const objectTagging = ({ buckets, table }: Store): Operations => {
  const existing = (bucket = "", key = ""): StoredObject => {
    buckets.need(bucket);
    const object = table.get(bucket, key);
    if (object === undefined) throw new S3Error("NoSuchKey");
    return object;
  };
  const keep = (object: StoredObject, tags: Tags | undefined): void => {
    const { tags: _before, ...facts } = object.facts;
    table.put({ ...object, facts: { ...facts, ...(tags && { tags }) } });
  };
  return {
    PutObjectTagging({ Bucket, Key, Tagging }) {
      const object = existing(Bucket, Key);
      keep(object, checkedTags(Tagging?.TagSet ?? []));
      return {};
    },
    GetObjectTagging: ({ Bucket, Key }) => ({ TagSet: tagSetOf(existing(Bucket, Key).facts.tags) }),
    DeleteObjectTagging({ Bucket, Key }) {
      keep(existing(Bucket, Key), undefined);
      return {};
    },
  };
};
