import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { s3, type S3 } from "../../../../local/services/s3/service.ts";
import { testCloud } from "../../cloud.ts";

/** A local S3 with one bucket, `lake`, and a client. */
export const aLake = async () => {
  let service: S3 | undefined;
  const cloud = await testCloud((platform) => {
    service = s3(platform);
    return { services: [service] };
  });
  let client = new S3Client(cloud.config());
  await client.send(new CreateBucketCommand({ Bucket: "lake" }));
  return {
    cloud,
    client: () => client,
    objects: () => {
      if (!service) throw new Error("the service is not made yet");
      return service.objects;
    },
    put: (Key: string, Body: string | Buffer = Key) =>
      client.send(new PutObjectCommand({ Bucket: "lake", Key, Body: Buffer.from(Body) })),
    async text(Key: string): Promise<string | undefined> {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "lake", Key }));
      return Body?.transformToString();
    },
    async restart(): Promise<void> {
      client.destroy();
      await cloud.restart();
      client = new S3Client(cloud.config());
    },
    async close(): Promise<void> {
      client.destroy();
      await cloud.close();
    },
  };
};

export type Lake = Awaited<ReturnType<typeof aLake>>;
