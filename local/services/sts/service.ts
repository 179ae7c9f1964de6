import * as sdk from "@aws-sdk/client-sts";
import type { Iam } from "../../iam/iam.ts";
import { createPrincipals, roleParts, type Principal, type PrincipalBook } from "../../iam/principals.ts";
import { badKey, notAuthorized } from "../../iam/refusals.ts";
import type { Platform, Service } from "../../kernel/platform.ts";
import { awsError, type Call } from "../../kernel/wire/call.ts";
import { wireService, type Api } from "../../kernel/wire/service.ts";

export interface StsOptions {
  readonly principals?: PrincipalBook;
  /** What the role's trust policy says. Default: everybody may. */
  readonly iam?: Pick<Iam, "mayAssume">;
}

const limits = {
  RoleArn: { min: 20, max: 2048 },
  RoleSessionName: { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
  DurationSeconds: { min: 900, max: 43_200 },
  ExternalId: { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ },
};

const notHere = [
  "Policy",
  "PolicyArns",
  "Tags",
  "TransitiveTagKeys",
  "SerialNumber",
  "TokenCode",
  "ProvidedContexts",
] as const;

/** STS: who one is, and temporary credentials of a role, also of one in another account. */
export const createSts = (platform: Platform, options: StsOptions = {}): Service => {
  const { principals = createPrincipals(platform), iam = { mayAssume: () => true } } = options;
  const callerOf = ({ accessKeyId }: Call): Principal => {
    const caller = principals.of(accessKeyId);
    if (caller === "unknown" || caller === "expired") throw badKey("sts", caller);
    return caller;
  };
  const handlers: Partial<Api<typeof sdk>> = {
    GetCallerIdentity(_, call) {
      const { userId, account, arn } = callerOf(call);
      return { UserId: userId, Account: account, Arn: arn };
    },
    AssumeRole(input, call) {
      const { RoleArn = "", RoleSessionName = "", DurationSeconds: seconds = 3600, ExternalId } = input;
      const strange = notHere.find((name) => input[name] !== undefined);
      if (strange) throw awsError("ValidationError", `${strange} is not part of this local STS`);
      if (!roleParts(RoleArn)) throw awsError("ValidationError", `${RoleArn} is invalid`);
      const caller = callerOf(call);
      if (!iam.mayAssume(caller, RoleArn, ExternalId))
        throw notAuthorized(
          "sts",
          caller.arn,
          { action: "sts:AssumeRole", resource: RoleArn },
          { is: "unmentioned" },
          "resource",
        );
      const expires = platform.clock.now() + seconds * 1000; // true seconds, as clients compare it with their own clock
      const { credentials, session } = principals.assume(RoleArn, RoleSessionName, expires);
      return {
        Credentials: {
          AccessKeyId: credentials.accessKeyId,
          SecretAccessKey: credentials.secretAccessKey,
          SessionToken: credentials.sessionToken,
          Expiration: new Date(expires),
        },
        AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
      };
    },
  };
  const client = new sdk.STSClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  return {
    name: "sts",
    handles: wireService("sts", sdk, client, handlers, { limits }),
    resume: () => undefined,
    close: async () => undefined,
  };
};
