import type { Platform } from "../../../kernel/platform.ts";
import { Shelf } from "../shelf.ts";
import type { BatchInferenceRecord, DeletionRecord, SegmentRecord } from "./records.ts";

/** Jobs between S3 and a dataset group. None of them can be deleted. */
export const jobShelves = (platform: Platform) => ({
  batchInferences: new Shelf<BatchInferenceRecord>(platform, "batch-inference-job"),
  batchSegments: new Shelf<SegmentRecord>(platform, "batch-segment-job"),
  deletions: new Shelf<DeletionRecord>(platform, "data-deletion-job"),
});

export type JobShelves = ReturnType<typeof jobShelves>;
