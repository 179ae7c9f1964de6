import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client, ListObjectsV2Command, HeadObjectCommand, GetBucketLocationCommand, PutBucketNotificationConfigurationCommand, GetBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { it } from "@jest/globals";
import { s3 } from "../../../../local/services/s3/service.ts";
import { testCloud } from "../../cloud.ts";
it("tries", async () => {
  const cloud = await testCloud((platform) => ({ services: [s3(platform)] }));
  const client = new S3Client(cloud.config());
  await client.send(new CreateBucketCommand({ Bucket: "lake" }));
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket: "lake", NotificationConfiguration: {EventBridgeConfiguration: {}} }));
  console.log(await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: "lake" })));
  console.log(await client.send(new PutObjectCommand({ Bucket: "lake", Key: "a b/한글+=%.txt", Body: "hello", Metadata: { x: "y" } })));
  const got = await client.send(new GetObjectCommand({ Bucket: "lake", Key: "a b/한글+=%.txt", Range: "bytes=1-2" }));
  console.log(got, await got.Body?.transformToString());
  console.log(await client.send(new HeadObjectCommand({ Bucket: "lake", Key: "a b/한글+=%.txt" })));
  console.log(await client.send(new ListObjectsV2Command({ Bucket: "lake" })));
  console.log(await client.send(new GetBucketLocationCommand({ Bucket: "lake" })));
  console.log(JSON.stringify(cloud.published));
  await cloud.close();
});
