import { S3Error } from "../errors.ts";
import type { Operations, Store } from "../store.ts";

const mostKeys = 1_000;

export const deleteObjects = ({ buckets, disk }: Store): Operations => ({
  /** Succeeds when there was no such object, as S3 does. */
  DeleteObject({ Bucket: bucket = "", Key: key = "" }) {
    buckets.need(bucket);
    disk.remove(bucket, key);
    return {};
  },

  DeleteObjects({ Bucket: bucket = "", Delete: wanted }) {
    buckets.need(bucket);
    const keys = (wanted?.Objects ?? []).map(({ Key }) => Key ?? "");
    if (keys.length === 0 || keys.length > mostKeys) throw new S3Error("MalformedXML");
    for (const key of keys) disk.remove(bucket, key);
    return wanted?.Quiet === true ? {} : { Deleted: keys.map((Key) => ({ Key })) };
  },
});
