import type * as sdk from "@aws-sdk/client-s3";
import type { Platform } from "../../kernel/platform.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { bucketList, type BucketList } from "./buckets.ts";
import { objectDisk, type ObjectDisk } from "./disk.ts";
import { multipartUploads, type MultipartUploads } from "./multipart.ts";
import type { Functions } from "./notifications.ts";
import { objectTable, type ObjectTable } from "./object-table.ts";

/** What the operations work on. */
export interface Store {
  readonly platform: Platform;
  readonly buckets: BucketList;
  readonly table: ObjectTable;
  readonly disk: ObjectDisk;
  readonly uploads: MultipartUploads;
  readonly functions: Functions;
}

export type Operations = Partial<Api<typeof sdk>>;

export const openStore = (platform: Platform, functions: Functions): Store => {
  const buckets = bucketList(platform);
  const table = objectTable(platform.state);
  return {
    platform,
    buckets,
    table,
    functions,
    disk: objectDisk(platform, buckets, table, functions),
    uploads: multipartUploads(platform),
  };
};
