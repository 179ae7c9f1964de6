import type { LifecycleRule, NotificationConfiguration, ServerSideEncryptionConfiguration } from "@aws-sdk/client-s3";
import type { Platform } from "../../kernel/platform.ts";
import { S3Error } from "./errors.ts";

export interface Bucket {
  /** ms since the epoch. */
  readonly created: number;
  readonly notifications?: NotificationConfiguration;
  readonly lifecycle?: LifecycleRule[];
  /** As it was put: JSON. */
  readonly policy?: string;
  readonly encryption?: ServerSideEncryptionConfiguration;
}

const validName = /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/;

/** The buckets and what is set on them. */
export const bucketList = (platform: Platform) => {
  const buckets = platform.state.collection<Bucket>("s3.buckets");
  /** Throws NoSuchBucket. */
  const need = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined) throw new S3Error("NoSuchBucket");
    return bucket;
  };
  return {
    need,
    has: (name: string): boolean => buckets.get(name) !== undefined,
    create(name: string): void {
      if (!validName.test(name)) throw new S3Error("InvalidBucketName");
      if (buckets.get(name) !== undefined) throw new S3Error("BucketAlreadyOwnedByYou");
      buckets.put(name, { created: platform.clock.now() });
    },
    change: (name: string, change: Partial<Bucket>): void => buckets.put(name, { ...need(name), ...change }),
    delete: (name: string): void => void buckets.delete(name),
    list: () => buckets.list().map(({ id, value }) => ({ name: id, created: value.created })),
  };
};

export type BucketList = ReturnType<typeof bucketList>;
