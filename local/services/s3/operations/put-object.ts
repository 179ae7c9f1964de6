import { rmSync } from "node:fs";
import { checkWrite } from "../conditions.ts";
import { refuseIgnored, S3Error } from "../errors.ts";
import { checkKey, checksumMembers, factsOf } from "../facts.ts";
import type { Operations, Store } from "../store.ts";
import { receive } from "../upload.ts";

const largest = 5 * 1024 ** 3;

export const putObject = ({ buckets, disk }: Store): Operations => ({
  async PutObject(input, { request }) {
    const { Bucket: bucket = "", IfMatch: ifMatch, IfNoneMatch: ifNoneMatch } = input;
    refuseIgnored(input);
    const key = checkKey(input.Key);
    buckets.need(bucket);
    if ((input.ContentLength ?? 0) > largest) throw new S3Error("EntityTooLarge");
    const facts = factsOf(input);
    const { staged, size, etag, checksums } = await receive(request, disk.stage());
    try {
      const object = disk.commit(
        { bucket, key, size, etag, facts: { ...facts, checksums }, staged, reason: "PutObject" },
        (current) => checkWrite(current, { ifMatch, ifNoneMatch }),
      );
      return { ETag: `"${etag}"`, ...checksumMembers(object.facts) };
    } finally {
      rmSync(staged, { force: true }); // refused
    }
  },
});
