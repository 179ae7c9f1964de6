import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";

export interface PutOptions {
  contentType?: string;
  contentEncoding?: string;
}

export interface ListedObject {
  key: string;
  size: number;
  /** As the other APIs spell it: without quotes. */
  etag: string;
}

const s3 = new S3Client({});

const unlessAbsent = async <T>(read: Promise<T>): Promise<T | undefined> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NotFound) return undefined;
    throw error;
  }
};

const bytesOf = async (client: S3Client, Bucket: string, Key: string): Promise<Buffer | undefined> => {
  const answer = await unlessAbsent(client.send(new GetObjectCommand({ Bucket, Key })));
  return answer && Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
};

/** One S3 bucket. */
export const bucket = (Bucket: string, client = s3) => ({
  /** Answers once S3 has it; `withinMs` gives up, though the object may have been stored all the same. */
  async put(
    key: string,
    body: Buffer | string,
    { contentType, contentEncoding, withinMs }: PutOptions & { withinMs?: number } = {},
  ): Promise<void> {
    const command = new PutObjectCommand({
      Bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ContentEncoding: contentEncoding,
    });
    await client.send(command, withinMs === undefined ? {} : { abortSignal: AbortSignal.timeout(withinMs) });
  },

  /** The object's bytes as stored, not decompressed; undefined when there is none. */
  getBytes: (key: string): Promise<Buffer | undefined> => bytesOf(client, Bucket, key),

  /** Undefined when there is no such object; throws SyntaxError when it holds no JSON. The caller vouches for its shape. */
  async getJson<T>(key: string): Promise<T | undefined> {
    const bytes = await bytesOf(client, Bucket, key);
    return bytes && (JSON.parse(bytes.toString("utf8")) as T);
  },

  /** All objects under a prefix, in key order, a page at a time. */
  async *list(prefix: string): AsyncGenerator<ListedObject> {
    for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix }))
      for (const { Key: key, Size: size = 0, ETag: etag = "" } of page.Contents ?? [])
        if (key !== undefined) yield { key, size, etag: etag.replaceAll('"', "") };
  },

  /** Done as well when there was none. */
  async remove(key: string): Promise<void> {
    await client.send(new DeleteObjectCommand({ Bucket, Key: key }));
  },

  async exists(key: string): Promise<boolean> {
    return (await unlessAbsent(client.send(new HeadObjectCommand({ Bucket, Key: key })))) !== undefined;
  },
});

/** The same shape as `bucket()` gives, for functions that take it as an argument. */
export type Bucket = ReturnType<typeof bucket>;
