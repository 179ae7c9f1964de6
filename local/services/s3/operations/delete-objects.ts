import { checkWrite } from "../conditions.ts";
import { refuse, refuseIgnored, S3Error } from "../errors.ts";
import type { Operations, Store } from "../store.ts";

const mostKeys = 1_000;

export const deleteObjects = ({ buckets, table, disk }: Store): Operations => ({
  /** Succeeds when there was no such object, as S3 does. */
  DeleteObject(input) {
    const { Bucket: bucket = "", Key: key = "", IfMatch: ifMatch } = input;
    refuseIgnored(input);
    refuse(input, "IfMatchLastModifiedTime", "IfMatchSize"); // of directory buckets
    buckets.need(bucket);
    if (ifMatch !== undefined) checkWrite(table.get(bucket, key), { ifMatch });
    disk.remove(bucket, key);
    return {};
  },

  DeleteObjects({ Bucket: bucket = "", Delete: wanted }) {
    buckets.need(bucket);
    for (const one of wanted?.Objects ?? []) {
      refuseIgnored(one);
      refuse(one, "ETag", "LastModifiedTime", "Size");
    }
    const keys = (wanted?.Objects ?? []).map(({ Key }) => Key ?? "");
    if (keys.length === 0 || keys.length > mostKeys) throw new S3Error("MalformedXML");
    for (const key of keys) disk.remove(bucket, key);
    return wanted?.Quiet === true ? {} : { Deleted: keys.map((Key) => ({ Key })) };
  },
});
