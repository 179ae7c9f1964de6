import { stranger, type RefusalsAt } from "./refusal.ts";

export const firehose: RefusalsAt = ({ bucket, role, name }) => {
  const DeliveryStreamName = name("no-such-stream");
  const absent = "ResourceNotFoundException";
  const Data = Buffer.from("x");
  return {
    CreateDeliveryStream: [{ DeliveryStreamName }, "InvalidArgumentException"],
    DescribeDeliveryStream: [{ DeliveryStreamName }, absent],
    ListDeliveryStreams: stranger,
    DeleteDeliveryStream: [{ DeliveryStreamName }, absent],
    UpdateDestination: [
      {
        DeliveryStreamName,
        CurrentDeliveryStreamVersionId: "1",
        DestinationId: "destinationId-000000000001",
        ExtendedS3DestinationUpdate: { RoleARN: role, BucketARN: `arn:aws:s3:::${bucket}` },
      },
      absent,
    ],
    TagDeliveryStream: [{ DeliveryStreamName, Tags: [{ Key: "a", Value: "b" }] }, absent],
    UntagDeliveryStream: [{ DeliveryStreamName, TagKeys: ["a"] }, absent],
    ListTagsForDeliveryStream: [{ DeliveryStreamName }, absent],
    PutRecord: [{ DeliveryStreamName, Record: { Data } }, absent],
    PutRecordBatch: [{ DeliveryStreamName, Records: [{ Data }] }, absent],
  };
};
