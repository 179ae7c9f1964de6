import type { Platform } from "../kernel/platform.ts";
import type { GrantBook } from "./grants.ts";
import { bucketArn, objectArn } from "./needs/s3.ts";
import { decide, type Decision, type Need, type Statement } from "./policy.ts";
import { roleParts } from "./principals.ts";
import type { Asker } from "./resource-policy.ts";
import type { Role } from "./roles.ts";

/** What a service may do with a role that it was handed. */
export interface HandedOver {
  /**
   * Read these keys of a bucket: the role must say so, and the bucket's policy of the service and, where the role is another
   * account's, of the role.
   */
  mayRead(service: string, roleArn: string, bucket: string, prefix: string, keys: readonly string[]): boolean;
  /** Put objects under these keys, likewise. Only Personalize wants to be named in the bucket's policy itself. */
  mayWrite(service: string, roleArn: string, bucket: string, keys: readonly string[]): boolean;
  /** Call a function. */
  mayInvoke(service: string, roleArn: string, functionArn: string): boolean;
}

export interface Known {
  /** Undefined unless policies are enforced. */
  readonly roles: ReadonlyMap<string, Role> | undefined;
  readonly inBucketPolicy: (need: Need, asker: Asker) => readonly Statement[];
  readonly contextOf: (service: string, account: string) => Need["context"];
  readonly book: GrantBook;
}

const allowed = (decision: Decision): boolean => decision.is === "allowed";

export const handedOver = (platform: Platform, { roles, inBucketPolicy, contextOf, book }: Known): HandedOver => {
  const ownSay = (roleArn: string, need: Need): Decision["is"] => {
    const role = roles?.get(roleArn);
    // Of a role of another account nothing is known, unless somebody told.
    if (!role) return roleParts(roleArn)?.account === platform.account ? "unmentioned" : "allowed";
    const own = decide(role.statements, need);
    if (own.is === "allowed") book.use(role, own.by, need);
    else book.refuse(role.name, need);
    return own.is;
  };

  const may = (service: string, roleArn: string, need: Need): boolean => {
    const account = roleParts(roleArn)?.account ?? "";
    const ofRole = decide(inBucketPolicy(need, { account, arn: roleArn, roleArn }), need);
    const ofService = decide(inBucketPolicy(need, { service: `${service}.amazonaws.com` }), need);
    if (ofRole.is === "denied" || ofService.is === "denied") return false;
    if (service === "personalize" && !allowed(ofService)) return false;
    if (account !== platform.account && !allowed(ofRole)) return false;
    return ownSay(roleArn, need) === "allowed";
  };

  return {
    mayRead(service, roleArn, bucket, prefix, keys) {
      if (!roles) return true;
      const context = contextOf(service, roleParts(roleArn)?.account ?? "");
      const listing = { action: "s3:ListBucket", resource: bucketArn(bucket) };
      const readings = keys.map((key) => ({ action: "s3:GetObject", resource: objectArn(bucket, key), context }));
      return [{ ...listing, context: { ...context, "s3:prefix": prefix } }, ...readings].every((need) =>
        may(service, roleArn, need),
      );
    },
    mayInvoke(service, roleArn, functionArn) {
      if (!roles) return true;
      const context = contextOf(service, roleParts(roleArn)?.account ?? "");
      return ["", ":$LATEST"].some(
        (version) =>
          ownSay(roleArn, { action: "lambda:InvokeFunction", resource: functionArn + version, context }) === "allowed",
      );
    },
    mayWrite(service, roleArn, bucket, keys) {
      if (!roles) return true;
      const context = contextOf(service, roleParts(roleArn)?.account ?? "");
      return keys.every((key) =>
        may(service, roleArn, { action: "s3:PutObject", resource: objectArn(bucket, key), context }),
      );
    },
  };
};
