import * as sdk from "@aws-sdk/client-s3";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";
import type { Functions } from "./notifications.ts";
import { objectStore, type ObjectStore } from "./objects.ts";
import { bucketProtection } from "./operations/bucket-protection.ts";
import { bucketSettings } from "./operations/bucket-settings.ts";
import { bucketOperations } from "./operations/buckets.ts";
import { copyObject } from "./operations/copy-object.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getObject } from "./operations/get-object.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listUploads } from "./operations/list-uploads.ts";
import { multipartUpload } from "./operations/multipart-upload.ts";
import { objectTagging } from "./operations/object-tagging.ts";
import { putObject } from "./operations/put-object.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import { openStore, type Operations } from "./store.ts";

export interface S3 extends Service {
  /** The same objects for services of this process. */
  readonly objects: ObjectStore;
}

const nobody: Functions = { exists: () => false, send: () => undefined };

/** Amazon S3: objects are plain files under `<directory>/s3/<bucket>/`, their facts are rows of the state. */
export const s3 = (platform: Platform, functions: Functions = nobody): S3 => {
  const store = openStore(platform, functions);
  const { buckets, table, disk, uploads } = store;
  const handlers: Operations = {
    ...bucketOperations(store),
    ...bucketSettings(store),
    ...bucketProtection(store),
    ...putObject(store),
    ...getObject(store),
    ...objectTagging(store),
    ...deleteObjects(store),
    ...copyObject(store),
    ...listObjects(store),
    ...multipartUpload(store),
    ...uploadPartCopy(store),
    ...listUploads(store),
  };
  const client = new sdk.S3Client({ region: platform.region });
  return {
    name: "s3",
    handles: wireService("s3", sdk, client, handlers),
    objects: objectStore(buckets, table, disk),
    resume() {
      disk.settle();
      uploads.settle();
    },
    close: async () => undefined,
  };
};
