/** What the ETL needs of a bucket. In production and on one machine it is S3; in tests, memory. */
export interface Lake {
  /** Every object under a prefix, in key order. */
  list(prefix: string): Promise<LakeObject[]>;
  /** The object as stored, nothing unpacked; undefined when it is gone. */
  get(key: string): Promise<{ body: Buffer; etag: string } | undefined>;
  /** Replaces the whole object at once. */
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface LakeObject {
  key: string;
  /** Without quotes; the MD5 of the bytes when it was written by one unencrypted PutObject. */
  etag: string;
  size: number;
  /** ms */
  modifiedAt: number;
}
