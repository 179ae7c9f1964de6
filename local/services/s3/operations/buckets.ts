import { refuse, S3Error } from "../errors.ts";
import type { Operations, Store } from "../store.ts";

export const bucketOperations = ({ platform, buckets, table, disk, uploads }: Store): Operations => ({
  CreateBucket(input) {
    const { Bucket: name = "" } = input;
    refuse(input, "ObjectLockEnabledForBucket");
    buckets.create(name);
    return { Location: `/${name}` };
  },

  HeadBucket({ Bucket: name = "" }) {
    buckets.need(name);
    return { BucketRegion: platform.region };
  },

  ListBuckets({ Prefix: prefix = "" }) {
    const found = buckets.list().filter(({ name }) => name.startsWith(prefix));
    return {
      Buckets: found.map(({ name, created }) => ({ Name: name, CreationDate: new Date(created) })),
      Owner: { ID: platform.account, DisplayName: "local" },
    };
  },

  DeleteBucket({ Bucket: name = "" }) {
    buckets.need(name);
    if (!table.isEmpty(name) || uploads.isUsedBy(name)) throw new S3Error("BucketNotEmpty");
    buckets.delete(name);
    disk.removeBucket(name);
    return {};
  },

  GetBucketLocation({ Bucket: name = "" }) {
    buckets.need(name);
    return { LocationConstraint: platform.region as "ap-northeast-2" };
  },
});
