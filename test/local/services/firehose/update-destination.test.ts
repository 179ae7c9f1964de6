import {
  DescribeDeliveryStreamCommand,
  ListTagsForDeliveryStreamCommand,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
  UpdateDestinationCommand,
  type UpdateDestinationCommandInput,
} from "@aws-sdk/client-firehose";
import { DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { aFirehose, type Firehose } from "./stream.ts";

let hose: Firehose;
beforeEach(async () => {
  hose = await aFirehose();
  await hose.create({ Prefix: "old/!{timestamp:yyyy}/", ErrorOutputPrefix: "errors/!{firehose:error-output-type}/" });
});
afterEach(() => hose.close());

const DeliveryStreamName = "clicks";
const update = (more: Partial<UpdateDestinationCommandInput>) =>
  hose.client().send(
    new UpdateDestinationCommand({
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: "1",
      DestinationId: "destinationId-000000000001",
      ...more,
    }),
  );

describe("UpdateDestination", () => {
  it("changes what is given, keeps the rest, and makes a new version", async () => {
    await hose.put("before");
    await update({ ExtendedS3DestinationUpdate: { Prefix: "new/!{timestamp:yyyy}/", CompressionFormat: "GZIP" } });
    await hose.put("after");
    await hose.advance(60_000);

    const delivered = Object.entries(await hose.delivered());
    expect(delivered).toEqual([
      [expect.stringMatching(/^new\/2026\/clicks-2-2026-11-21-09-00-00-[\da-f-]{36}\.gz$/), "after"],
      [expect.stringMatching(/^old\/2026\/clicks-1-2026-11-21-09-00-00-[\da-f-]{36}$/), "before"],
    ]);
    const { DeliveryStreamDescription } = await hose
      .client()
      .send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    expect(DeliveryStreamDescription).toMatchObject({
      VersionId: "2",
      LastUpdateTimestamp: expect.any(Date),
      Destinations: [
        { ExtendedS3DestinationDescription: { BufferingHints: { IntervalInSeconds: 60 }, CompressionFormat: "GZIP" } },
      ],
    });
  });

  it("refuses an older version, another destination, and what Firehose refuses", async () => {
    const refused = async (more: Partial<UpdateDestinationCommandInput>) =>
      update(more).then(
        () => "taken",
        (error: Error) => error.name,
      );
    const ExtendedS3DestinationUpdate = { Prefix: "new/" };
    expect([
      await refused({ ExtendedS3DestinationUpdate, CurrentDeliveryStreamVersionId: "7" }),
      await refused({ ExtendedS3DestinationUpdate, DestinationId: "destinationId-000000000002" }),
      await refused({ ExtendedS3DestinationUpdate: { Prefix: "!{nothing:here}" } }),
      await refused({}),
    ]).toEqual([
      "ConcurrentModificationException",
      "ResourceNotFoundException",
      "InvalidArgumentException",
      "InvalidArgumentException",
    ]);
  });
});

describe("retention", () => {
  it("gives records up after 24 hours without their bucket, and says so", async () => {
    const said = jest.spyOn(console, "error").mockImplementation(() => undefined);
    await hose.put("nobody wants me");
    await new S3Client(hose.cloud.config()).send(new DeleteBucketCommand({ Bucket: "lake" }));
    await hose.advance(60_000);
    await hose.advance(23 * 3_600_000);
    expect(said.mock.calls.flat().join("\n")).not.toContain("is lost");
    await hose.advance(2 * 3_600_000);
    expect(said.mock.calls.flat().join("\n")).toContain("is lost");
    said.mockRestore();
  });
});

describe("tags", () => {
  it("are kept, listed by the page, and removed", async () => {
    const tag = (...Keys: string[]) =>
      hose
        .client()
        .send(new TagDeliveryStreamCommand({ DeliveryStreamName, Tags: Keys.map((Key) => ({ Key, Value: "v" })) }));
    await tag("b", "a");
    await tag("c", "a");
    await hose.client().send(new UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ["b"] }));
    const { Tags, HasMoreTags } = await hose
      .client()
      .send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName, Limit: 1 }));
    expect([Tags, HasMoreTags]).toEqual([[{ Key: "a", Value: "v" }], true]);
  });
});
