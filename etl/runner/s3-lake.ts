import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import type { Lake, LakeObject } from "./lake.ts";

/** A bucket as a lake. The client obeys AWS_ENDPOINT_URL, so this is the whole difference between AWS and one machine. */
export function s3Lake(bucket: string, client = new S3Client({})): Lake {
  return {
    list: async (prefix) => {
      const objects: LakeObject[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
        for (const { Key, ETag, Size, LastModified } of page.Contents ?? [])
          if (Key !== undefined)
            objects.push({
              key: Key,
              etag: unquoted(ETag),
              size: Size ?? 0,
              modifiedAt: LastModified?.getTime() ?? 0,
            });
      return objects;
    },
    get: async (key) => {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (!Body) throw new Error(`S3 answered without a body for ${key}`);
        return { body: Buffer.from(await Body.transformToByteArray()), etag: unquoted(ETag) };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    put: async (key, body, contentType) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

const unquoted = (etag = ""): string => etag.replaceAll('"', "");
