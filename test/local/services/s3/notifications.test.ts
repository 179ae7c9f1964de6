import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
  type LambdaFunctionConfiguration,
  type NotificationConfiguration,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { s3 } from "../../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../cloud.ts";

const arn = "arn:aws:lambda:ap-northeast-2:000000000000:function:catalog";
let cloud: TestCloud;
let sent: { arn: string; event: { Records: Record<string, unknown>[] } }[];

beforeEach(async () => {
  sent = [];
  cloud = await testCloud((platform) => ({
    services: [
      s3(platform, {
        exists: (name) => name === arn,
        send: (to, event) => void sent.push({ arn: to, event: event as (typeof sent)[number]["event"] }),
      }),
    ],
  }));
  await client().send(new CreateBucketCommand({ Bucket: "lake" }));
});
afterEach(() => cloud.close());

const client = () => new S3Client(cloud.config());
const set = (NotificationConfiguration: NotificationConfiguration) =>
  client().send(new PutBucketNotificationConfigurationCommand({ Bucket: "lake", NotificationConfiguration }));
const when = (Events: string[], prefix = "", suffix = ""): LambdaFunctionConfiguration => ({
  LambdaFunctionArn: arn,
  Events: Events as LambdaFunctionConfiguration["Events"],
  Filter: {
    Key: {
      FilterRules: [
        { Name: "prefix", Value: prefix },
        { Name: "suffix", Value: suffix },
      ],
    },
  },
});
const put = (Key: string) => client().send(new PutObjectCommand({ Bucket: "lake", Key, Body: "xy" }));

describe("a bucket's notifications", () => {
  it("reach the function in S3's own form, the key encoded", async () => {
    await set({ LambdaFunctionConfigurations: [{ Id: "raw", ...when(["s3:ObjectCreated:*"], "raw/", ".gz") }] });
    await put("raw/a b+한=1.gz");
    await put("raw/other.txt");
    await put("t1/other.gz");
    await client().send(new CopyObjectCommand({ Bucket: "lake", Key: "raw/copy.gz", CopySource: "lake/t1/other.gz" }));

    expect(sent.map(({ event }) => event.Records[0]?.["eventName"])).toEqual([
      "ObjectCreated:Put",
      "ObjectCreated:Copy",
    ]);
    expect(sent[0]).toEqual({
      arn,
      event: {
        Records: [
          {
            eventVersion: "2.1",
            eventSource: "aws:s3",
            awsRegion: "ap-northeast-2",
            eventTime: new Date(cloud.clock.now()).toISOString(),
            eventName: "ObjectCreated:Put",
            userIdentity: { principalId: "AWS:000000000000" },
            requestParameters: { sourceIPAddress: "127.0.0.1" },
            responseElements: { "x-amz-request-id": expect.any(String), "x-amz-id-2": expect.any(String) },
            s3: {
              s3SchemaVersion: "1.0",
              configurationId: "raw",
              bucket: { name: "lake", ownerIdentity: { principalId: "000000000000" }, arn: "arn:aws:s3:::lake" },
              object: {
                key: "raw/a+b%2B%ED%95%9C%3D1.gz",
                size: 2,
                eTag: "3e44107170a520582ade522fa73c1d15",
                sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
              },
            },
          },
        ],
      },
    });
    expect(cloud.published).toEqual([]);
  });

  it("tell of deletions, to functions and to EventBridge", async () => {
    await set({ EventBridgeConfiguration: {}, LambdaFunctionConfigurations: [when(["s3:ObjectRemoved:Delete"])] });
    await put("a");
    await client().send(new DeleteObjectCommand({ Bucket: "lake", Key: "a" }));
    await client().send(new DeleteObjectCommand({ Bucket: "lake", Key: "never there" }));

    expect(sent.map(({ event }) => event.Records[0]?.["eventName"])).toEqual(["ObjectRemoved:Delete"]);
    expect(cloud.published.map(({ "detail-type": type }) => type)).toEqual(["Object Created", "Object Deleted"]);
  });

  it("are kept, given back, and turned off by nothing", async () => {
    await set({ LambdaFunctionConfigurations: [when(["s3:ObjectCreated:Put"], "raw/")] });
    const get = new GetBucketNotificationConfigurationCommand({ Bucket: "lake" });
    expect((await client().send(get)).LambdaFunctionConfigurations).toMatchObject([
      { Id: expect.any(String), LambdaFunctionArn: arn, Events: ["s3:ObjectCreated:Put"] },
    ]);
    await set({});
    await put("raw/a");
    expect([sent, (await client().send(get)).LambdaFunctionConfigurations]).toEqual([[], undefined]);
  });

  it("are refused when they cannot be honoured", async () => {
    const refused = async (configuration: NotificationConfiguration) =>
      set(configuration).then(
        () => "taken",
        (error: Error) => `${error.name}: ${error.message}`,
      );
    const both = [when(["s3:ObjectCreated:*"], "raw/"), when(["s3:ObjectCreated:Put"], "raw/clicks/")];
    expect([
      await refused({
        LambdaFunctionConfigurations: [{ ...when(["s3:ObjectCreated:*"]), LambdaFunctionArn: `${arn}-not` }],
      }),
      await refused({ LambdaFunctionConfigurations: both }),
      await refused({ LambdaFunctionConfigurations: [when(["s3:Replication:*"])] }),
      await refused({ QueueConfigurations: [{ QueueArn: "arn:aws:sqs:x:1:q", Events: ["s3:ObjectCreated:*"] }] }),
    ]).toEqual([
      "InvalidArgument: Unable to validate the following destination configurations",
      expect.stringContaining("InvalidArgument: Configuration is ambiguously defined."),
      expect.stringContaining("InvalidArgument: The event s3:Replication:* is not supported"),
      expect.stringContaining("NotImplemented: This local S3 notifies Lambda functions and EventBridge"),
    ]);
  });
});
