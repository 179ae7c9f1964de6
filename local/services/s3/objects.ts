import { createHash } from "node:crypto";
import { closeSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { BucketList } from "./buckets.ts";
import type { ObjectDisk } from "./disk.ts";
import type { ObjectRow, ObjectTable } from "./object-table.ts";

export interface ObjectInfo {
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** ms since the epoch. */
  readonly lastModified: number;
}

/** S3 for the services of the same process: what they put is announced like any other object. */
export interface ObjectStore {
  hasBucket(bucket: string): boolean;
  /** Throws NoSuchBucket. */
  put(
    bucket: string,
    key: string,
    body: Buffer,
    meta?: { contentType?: string; contentEncoding?: string; metadata?: Record<string, string> },
  ): Promise<{ etag: string }>;
  get(bucket: string, key: string): Promise<(ObjectInfo & { body: Buffer }) | undefined>;
  head(bucket: string, key: string): ObjectInfo | undefined;
  /** All of them, in key order. */
  list(bucket: string, prefix: string): ObjectInfo[];
  /** The object's file, to read only. */
  pathOf(bucket: string, key: string): string | undefined;
}

const pageSize = 10_000;
const infoOf = ({ key, size, etag, modified }: ObjectRow): ObjectInfo => ({ key, size, etag, lastModified: modified });

export const objectStore = (buckets: BucketList, table: ObjectTable, disk: ObjectDisk): ObjectStore => ({
  hasBucket: (bucket) => buckets.has(bucket),
  async put(bucket, key, body, meta = {}) {
    buckets.need(bucket);
    const staged = disk.stage();
    writeFileSync(staged, body);
    const etag = createHash("md5").update(body).digest("hex");
    try {
      disk.commit({ bucket, key, size: body.length, etag, facts: meta, staged, reason: "PutObject" }, () => undefined);
      return { etag };
    } finally {
      rmSync(staged, { force: true }); // refused
    }
  },
  async get(bucket, key) {
    const opened = disk.open(bucket, key);
    if (opened === undefined) return undefined;
    try {
      return { ...infoOf(opened.object), body: readFileSync(opened.descriptor) };
    } finally {
      closeSync(opened.descriptor);
    }
  },
  head(bucket, key) {
    const object = table.get(bucket, key);
    return object && infoOf(object);
  },
  list(bucket, prefix) {
    const found: ObjectInfo[] = [];
    for (let last: string | undefined; ;) {
      const rows = table.page(bucket, prefix, last, pageSize);
      found.push(...rows.map(infoOf));
      if (rows.length < pageSize) return found;
      last = rows.at(-1)?.key;
    }
  },
  pathOf(bucket, key) {
    const object = table.get(bucket, key);
    return object && disk.fileOf(object);
  },
});
