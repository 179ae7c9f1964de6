import { randomBytes } from "node:crypto";
import type { BusEvent } from "../../kernel/platform.ts";
import type { StoredObject } from "./object-table.ts";

export type Reason = "PutObject" | "CopyObject" | "CompleteMultipartUpload";

/**
 * S3's `Object Created` as EventBridge carries it: the key as it is (the older direct form encodes it), the ETag without
 * quotes. `sequence` rises with every write.
 */
export const objectCreated = (object: StoredObject, reason: Reason, sequence: number, account: string): BusEvent => ({
  source: "aws.s3",
  "detail-type": "Object Created",
  resources: [`arn:aws:s3:::${object.bucket}`],
  detail: {
    version: "0",
    bucket: { name: object.bucket },
    object: {
      key: object.key,
      size: object.size,
      etag: object.etag,
      sequencer: sequence.toString(16).toUpperCase().padStart(18, "0"),
    },
    "request-id": randomBytes(8).toString("hex").toUpperCase(),
    requester: account,
    "source-ip-address": "127.0.0.1",
    reason,
  },
});
