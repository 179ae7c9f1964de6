import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  NotFound,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type LifecycleRule,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aLake, type Lake } from "./lake.ts";

describe("buckets", () => {
  let lake: Lake;
  beforeEach(async () => void (lake = await aLake()));
  afterEach(() => lake.close());
  const notify = (NotificationConfiguration: object) =>
    lake.client().send(new PutBucketNotificationConfigurationCommand({ Bucket: "lake", NotificationConfiguration }));

  it("are created once, listed, and deleted when empty", async () => {
    const head = new HeadBucketCommand({ Bucket: "lake" });
    expect((await lake.client().send(head)).BucketRegion).toBe("ap-northeast-2");
    expect((await lake.client().send(new ListBucketsCommand({}))).Buckets).toEqual([
      { Name: "lake", CreationDate: new Date(lake.cloud.clock.now()) },
    ]);
    await expect(lake.client().send(new CreateBucketCommand({ Bucket: "lake" }))).rejects.toMatchObject({
      name: "BucketAlreadyOwnedByYou",
      $metadata: { httpStatusCode: 409 },
    });
    await expect(lake.client().send(new CreateBucketCommand({ Bucket: "No_Name" }))).rejects.toMatchObject({
      name: "InvalidBucketName",
    });

    await lake.put("a");
    await expect(lake.client().send(new DeleteBucketCommand({ Bucket: "lake" }))).rejects.toMatchObject({
      name: "BucketNotEmpty",
    });
    await lake.client().send(new DeleteObjectCommand({ Bucket: "lake", Key: "a" }));
    await lake.client().send(new DeleteBucketCommand({ Bucket: "lake" }));
    await expect(lake.client().send(head)).rejects.toBeInstanceOf(NotFound);
  });

  it("announce each new object on the event bus once asked to", async () => {
    await lake.put("before");
    await notify({ EventBridgeConfiguration: {} });
    await lake.put("raw/한글 a=b.gz", "x");
    await lake.put("raw/한글 a=b.gz", "xy");

    expect(lake.cloud.published).toMatchObject([
      { detail: { object: { size: 1 } } },
      {
        source: "aws.s3",
        "detail-type": "Object Created",
        resources: ["arn:aws:s3:::lake"],
        detail: {
          version: "0",
          bucket: { name: "lake" },
          object: { key: "raw/한글 a=b.gz", size: 2, etag: "3e44107170a520582ade522fa73c1d15" },
          reason: "PutObject",
        },
      },
    ]);
    const sequencers = lake.cloud.published.map(
      ({ detail }) => (detail as { object: { sequencer: string } }).object.sequencer,
    );
    expect([...sequencers].sort()).toEqual(sequencers);
    expect(new Set(sequencers).size).toBe(2);
  });

  it("give back their settings after a restart", async () => {
    const rule: LifecycleRule = {
      ID: "raw",
      Status: "Enabled",
      Filter: { Prefix: "raw/" },
      Transitions: [{ Days: 30, StorageClass: "GLACIER" }],
      Expiration: { Date: new Date("2027-01-01T00:00:00Z") },
    };
    await notify({ EventBridgeConfiguration: {} });
    await lake
      .client()
      .send(new PutBucketLifecycleConfigurationCommand({ Bucket: "lake", LifecycleConfiguration: { Rules: [rule] } }));
    await lake.restart();

    const lifecycle = await lake.client().send(new GetBucketLifecycleConfigurationCommand({ Bucket: "lake" }));
    const { EventBridgeConfiguration } = await lake
      .client()
      .send(new GetBucketNotificationConfigurationCommand({ Bucket: "lake" }));
    expect(lifecycle.Rules).toEqual([rule]);
    expect(EventBridgeConfiguration).toEqual({});
  });

  it("say where they are in the form that every SDK reads", async () => {
    const answer = await fetch(`${lake.cloud.config().endpoint}/lake?location`);

    expect(await answer.text()).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">ap-northeast-2</LocationConstraint>',
    );
  });

  it("answer an address that is no text with InvalidURI", async () => {
    const answer = await fetch(`${lake.cloud.config().endpoint}/lake/%ff`);

    expect(await answer.text()).toContain("<Code>InvalidURI</Code>");
  });

  it("refuse what is not here instead of seeming to succeed", async () => {
    await expect(
      notify({ QueueConfigurations: [{ QueueArn: "arn:x", Events: ["s3:ObjectCreated:*"] }] }),
    ).rejects.toMatchObject({ name: "NotImplemented" });
    await expect(lake.client().send(new GetBucketVersioningCommand({ Bucket: "lake" }))).rejects.toMatchObject({
      name: "NotImplemented",
      $metadata: { httpStatusCode: 501 },
    });
  });
});
