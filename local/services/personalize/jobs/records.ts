import type { BatchInferenceJobConfig } from "@aws-sdk/client-personalize";
import type { Resource } from "../records.ts";

/** An S3 path as it was given, with the key it may be encrypted by. */
export interface Place {
  path: string;
  kmsKeyArn?: string | undefined;
}

/** What batch jobs have in common: lines in, lines out. */
export interface BatchRecord extends Resource {
  groupArn: string;
  versionArn: string;
  filterArn?: string | undefined;
  numResults?: number | undefined;
  input: Place;
  output: Place;
  roleArn: string;
}

export interface BatchInferenceRecord extends BatchRecord {
  config?: BatchInferenceJobConfig | undefined;
}

export interface DeletionRecord extends Resource {
  groupArn: string;
  dataLocation: string;
  roleArn: string;
  numDeleted?: number;
}

export type SegmentRecord = BatchRecord;
