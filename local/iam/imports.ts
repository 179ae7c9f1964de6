import type { ObjectStore } from "../services/s3/objects.ts";
import type { ImportSource } from "../services/personalize/context.ts";
import type { Iam } from "./iam.ts";

/** The lake as Personalize sees it through the role it was handed: what role or bucket policy do not show, it may not read. */
export const importsOnlyAllowed = (objects: ObjectStore, iam: Pick<Iam, "mayRead" | "mayWrite">): ImportSource => ({
  list(bucket, prefix, roleArn = "") {
    const listed = objects.list(bucket, prefix);
    const keys = listed.map(({ key }) => key);
    if (!iam.mayRead("personalize", roleArn, bucket, prefix, keys))
      throw new Error(`${roleArn} or the policy of ${bucket} does not let Personalize read ${prefix}`);
    return listed;
  },
  pathOf: (bucket, key) => objects.pathOf(bucket, key),
  put: (bucket, key, body) => objects.put(bucket, key, body),
  mayPut: (bucket, key, roleArn) => iam.mayWrite("personalize", roleArn, bucket, [key]),
});
