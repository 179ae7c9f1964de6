import { roleParts, type Principal, type PrincipalBook } from "./principals.ts";
import type { Platform } from "../kernel/platform.ts";
import type { Call } from "../kernel/wire/call.ts";
import type { Gate } from "../kernel/wire/gate.ts";
import { grantBook, type Grant, type Refusal } from "./grants.ts";
import { handedOver, type HandedOver } from "./handed-over.ts";
import { needsByService } from "./needs/all.ts";
import { hashKeys } from "./needs/hash-keys.ts";
import type { Input } from "./needs/need.ts";
import { bucketArn } from "./needs/s3.ts";
import { decide, type Need, type Statement } from "./policy.ts";
import { accessDenied, badKey, cannotAssume, notAuthorized } from "./refusals.ts";
import { speaksOf, type Asker } from "./resource-policy.ts";
import type { Role } from "./roles.ts";

/** What there is to enforce. */
export interface Policies {
  /** By ARN; those of other accounts, too, as far as they are known. */
  readonly roles: ReadonlyMap<string, Role>;
  /** By bucket name. */
  readonly buckets: ReadonlyMap<string, readonly Statement[]>;
}

export interface Iam extends HandedOver {
  readonly gate: Gate;
  /** May this caller take on the role? What its trust policy says; unknown roles of other accounts are taken on trust. */
  mayAssume(caller: Principal, roleArn: string, externalId: string | undefined): boolean;
  /** What the functions' roles grant, and what of it was needed. */
  grants(): Grant[];
  /** What roles were refused since the start. */
  refusals(): Refusal[];
}

const bucketOf = ({ resource }: Need): string => /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1] ?? "";

/**
 * Asks about every call. Without `policies` only what an account's border forbids is refused; with them, whatever the
 * caller's role does not allow. The operator, who has no role, may do everything in the account.
 */
export const createIam = (platform: Platform, principals: PrincipalBook, policies?: Policies): Iam => {
  const keys = hashKeys(platform.state);
  const needsOf = needsByService(keys.of);
  const book = grantBook(platform.state);
  const everywhere = {
    "aws:SecureTransport": "true",
    "aws:SourceIp": "127.0.0.1",
    "aws:RequestedRegion": platform.region,
  };

  const needs = ({ service, operation }: Call, input: Input, account: string): Need[] => {
    const where = { account, region: platform.region };
    const asked = needsOf[service]?.({ operation }, input, where) ?? [
      { action: `${service}:${operation}`, resource: "*" },
    ];
    return asked.map((need) => ({ ...need, context: { ...everywhere, ...need.context } }));
  };

  const inBucketPolicy = (need: Need, asker: Asker): readonly Statement[] =>
    (policies?.buckets.get(bucketOf(need)) ?? []).filter(({ principals: meant }) => speaksOf(meant, asker));

  const trusts = (role: Role, asker: Asker, context: Need["context"]): boolean =>
    decide(
      role.trust.filter(({ principals: meant }) => speaksOf(meant, asker)),
      { action: "sts:AssumeRole", resource: role.arn, context },
    ).is === "allowed";

  const servedBy = (service: string, account: string): Need["context"] => ({
    ...everywhere,
    "aws:SourceAccount": account,
    ...(service === "firehose" && { "sts:ExternalId": account }),
  });
  const isUnknownAbroad = (roleArn: string): boolean =>
    !policies?.roles.has(roleArn) && roleParts(roleArn)?.account !== platform.account;

  /** A role may be handed over inside its account only, and to a service that it trusts. */
  const checkPassed = (service: string, caller: Principal, { resource, context }: Need): void => {
    if (roleParts(resource)?.account !== caller.account)
      throw accessDenied(service, "Cross-account pass role is not allowed.");
    if (!policies || isUnknownAbroad(resource)) return;
    const to = String(context?.["iam:PassedToService"]).replace(".amazonaws.com", "");
    const role = policies.roles.get(resource);
    if (!role || !trusts(role, { service: `${to}.amazonaws.com` }, servedBy(to, caller.account)))
      throw cannotAssume(to, resource);
  };

  const allows = (role: Role, caller: Principal, need: Need) => {
    const own = decide(role.statements, need);
    const resource = decide(inBucketPolicy(need, caller), need);
    if (own.is === "allowed") book.use(role, own.by, need);
    return {
      own,
      resource,
      isAllowed: own.is !== "denied" && resource.is !== "denied" && (own.is === "allowed" || resource.is === "allowed"),
    };
  };

  const check = (service: string, role: Role, caller: Principal, need: Need): void => {
    const { own, resource, isAllowed } = allows(role, caller, need);
    if (isAllowed) return;
    book.refuse(role.name, need);
    if (resource.is === "denied") throw notAuthorized(service, caller.arn, need, resource, "resource");
    throw notAuthorized(service, caller.arn, need, own);
  };

  /** Personalize keeps each account's resources apart, and has no policies that would show them to others. */
  const checkBorder = (service: string, caller: Principal, need: Need): void => {
    const owner = need.action.startsWith("personalize:") ? need.resource.split(":")[4] : undefined;
    if (owner && owner !== caller.account)
      throw notAuthorized(service, caller.arn, need, { is: "unmentioned" }, "resource");
  };

  /**
   * Of another account: there, its role decides, where it is known; here, S3 shows what a bucket's policy shows, and the other
   * services keep to their own account.
   */
  const checkForeign = (
    { service, operation }: Call,
    caller: Principal,
    role: Role | undefined,
    asked: Need[],
  ): void => {
    if (service === "sts") return;
    if (service !== "s3" && !service.startsWith("personalize"))
      throw accessDenied(
        service,
        `User: ${caller.arn} is not authorized to perform: ${asked[0]?.action ?? operation}: this machine holds no ${service} of account ${caller.account}`,
      );
    for (const need of asked) {
      const own = role && decide(role.statements, need);
      if (own && own.is !== "allowed") throw notAuthorized(service, caller.arn, need, own);
      if (service !== "s3") continue;
      const decision = decide(inBucketPolicy(need, caller), need);
      if (decision.is !== "allowed") throw notAuthorized(service, caller.arn, need, decision, "resource");
    }
  };

  /** S3 does not tell those who may not list whether an object is there. */
  const hiding = (role: Role, caller: Principal, bucket: string) => (error: unknown) => {
    const { name } = error as Error;
    const need = { action: "s3:ListBucket", resource: bucketArn(bucket), context: everywhere };
    if (!["NoSuchKey", "NotFound"].includes(name) || allows(role, caller, need).isAllowed) return error;
    book.refuse(role.name, need);
    return notAuthorized("s3", caller.arn, need, { is: "unmentioned" });
  };

  const gate: Gate = {
    admit(call, input) {
      const { service, operation } = call;
      const caller = principals.of(call.accessKeyId);
      if (caller === "unknown" || caller === "expired") throw badKey(service, caller);
      if (service === "dynamodb" && operation === "CreateTable") keys.learn(input);
      const isRoot = caller.roleArn === undefined;
      const isForeign = caller.account !== platform.account;
      if (!policies && !isForeign && input["roleArn"] === undefined) return {};
      const role = caller.roleArn === undefined ? undefined : policies?.roles.get(caller.roleArn);
      const asked = needs(call, input, caller.account);
      for (const need of asked) checkBorder(service, caller, need);
      if (isForeign) checkForeign(call, caller, role, asked);
      else if (policies && !isRoot)
        for (const need of asked) {
          if (!role) throw notAuthorized(service, caller.arn, need, { is: "unmentioned" });
          check(service, role, caller, need);
        }
      for (const need of asked) if (need.action === "iam:PassRole") checkPassed(service, caller, need);
      const isRead = service === "s3" && (operation === "GetObject" || operation === "HeadObject");
      return role && isRead && !isForeign ? { reword: hiding(role, caller, String(input["Bucket"])) } : {};
    },
  };

  return {
    gate,
    ...handedOver(platform, { roles: policies?.roles, inBucketPolicy, contextOf: servedBy, book }),
    mayAssume(caller, roleArn, externalId) {
      if (!policies || isUnknownAbroad(roleArn)) return true;
      const role = policies.roles.get(roleArn);
      const context = { ...everywhere, ...(externalId !== undefined && { "sts:ExternalId": externalId }) };
      return role !== undefined && (caller.roleArn === undefined || trusts(role, caller, context));
    },
    grants: () => book.list(policies?.roles.values() ?? []),
    refusals: () => book.refusals(),
  };
};
