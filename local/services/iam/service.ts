import * as sdk from "@aws-sdk/client-iam";
import { decide } from "../../iam/policy.ts";
import { roleId } from "../../iam/principals.ts";
import type { Role } from "../../iam/roles.ts";
import type { Platform, Service } from "../../kernel/platform.ts";
import { awsError } from "../../kernel/wire/call.ts";
import { wireService, type Api } from "../../kernel/wire/service.ts";

/** The account's roles by ARN. Asked when somebody wants to know: reading a template's policies may throw. */
export type RolesOf = () => ReadonlyMap<string, Role>;

const limits = {
  RoleName: { min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ },
  PolicySourceArn: { min: 20, max: 2048 },
  ActionNames: { min: 1 },
};

/** On the wire; the SDK for JavaScript calls it NoSuchEntityException. */
const noSuchEntity = (message: string) => awsError("NoSuchEntity", message, 404);

const decisions = { allowed: "allowed", denied: "explicitDeny", unmentioned: "implicitDeny" } as const;

const notHere = [
  "PolicyInputList",
  "PermissionsBoundaryPolicyInputList",
  "ResourcePolicy",
  "ResourceOwner",
  "CallerArn",
  "ResourceHandlingOption",
] as const;

const contextOf = (entries: readonly sdk.ContextEntry[] = []) =>
  Object.fromEntries(
    entries.map(({ ContextKeyName = "", ContextKeyValues = [] }) => [
      ContextKeyName,
      ContextKeyValues.length === 1 ? ContextKeyValues[0] : ContextKeyValues,
    ]),
  );

/** IAM as far as one asks it what a role may do. */
export const createIamService = (platform: Platform, rolesOf: RolesOf): Service => {
  const started = new Date(platform.clock.now());

  const handlers: Partial<Api<typeof sdk>> = {
    GetRole({ RoleName = "" }) {
      const role = [...rolesOf().values()].find(({ name }) => name === RoleName);
      if (!role) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
      return {
        Role: {
          Path: "/",
          RoleName: role.name,
          RoleId: roleId(role.arn),
          Arn: role.arn,
          CreateDate: started,
          AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trustDocument)),
          MaxSessionDuration: 3600,
        },
      };
    },

    SimulatePrincipalPolicy(input) {
      const { PolicySourceArn: arn = "", ActionNames = [], ResourceArns = ["*"], ContextEntries } = input;
      const strange = notHere.find((name) => input[name] !== undefined);
      if (strange) throw awsError("InvalidInput", `${strange} is not part of this local IAM`);
      if (!/^arn:[\w-]+:iam::\d{12}:(user|group|role)\/./.test(arn))
        throw awsError("InvalidInput", `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
      const role = rolesOf().get(arn);
      if (!role) throw noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
      const context = contextOf(ContextEntries);
      return {
        EvaluationResults: ActionNames.flatMap((action) =>
          ResourceArns.map((resource) => ({
            EvalActionName: action,
            EvalResourceName: resource,
            EvalDecision: decisions[decide(role.statements, { action, resource, context }).is],
          })),
        ),
        IsTruncated: false,
      };
    },
  };
  const client = new sdk.IAMClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  return {
    name: "iam",
    handles: wireService("iam", sdk, client, handlers, { limits, invalid: "ValidationError" }),
    resume: () => undefined,
    close: async () => undefined,
  };
};
