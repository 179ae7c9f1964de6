import type { Limits } from "../../kernel/wire/validate.ts";

/** What Firehose's model and guide ask of its inputs. */
export const limits: Limits = {
  DeliveryStreamName: { min: 1, max: 64, pattern: /^[a-zA-Z0-9_.-]+$/ },
  Records: { min: 1, max: 500 },
  Data: { max: 1_024_000 },
  BucketARN: { min: 1, max: 2_048, pattern: /^arn:.*:s3:::[\w.-]{1,255}$/ },
  RoleARN: { min: 1, max: 512, pattern: /^arn:.*:iam::\d{12}:role\/[a-zA-Z_0-9+=,.@\-_/]+$/ },
  SizeInMBs: { min: 1, max: 128 },
  IntervalInSeconds: { min: 0, max: 900 },
  Prefix: { max: 1_024 },
  ErrorOutputPrefix: { max: 1_024 },
  FileExtension: { max: 128, pattern: /^(|\.[0-9a-z!\-_.*'()]+)$/ },
  CompressionFormat: { oneOf: ["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"] },
  DestinationId: { min: 1, max: 100, pattern: /^[a-zA-Z0-9-]+$/ },
  CurrentDeliveryStreamVersionId: { min: 1, max: 50, pattern: /^[0-9]+$/ },
  Tags: { min: 1, max: 50 },
  TagKeys: { min: 1, max: 50 },
  Limit: { min: 1, max: 10_000 },
};
