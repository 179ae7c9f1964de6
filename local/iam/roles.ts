import type { Project } from "../host/project.ts";
import { UnsupportedPolicy } from "./condition.ts";
import { statementsOf, type Statement } from "./policy.ts";

/** A role of this account as the template describes it. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly statements: readonly Statement[];
  /** Who may assume it. */
  readonly trust: readonly Statement[];
  /** The same as it was written. */
  readonly trustDocument: unknown;
}

interface Attached {
  readonly PolicyName?: string;
  readonly PolicyDocument?: unknown;
  readonly Roles?: readonly string[];
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument?: unknown;
  readonly Policies?: readonly Attached[];
  readonly ManagedPolicyArns?: readonly string[];
}

interface SharedRole {
  readonly name?: string;
  readonly statements?: readonly unknown[];
  readonly managedPolicies?: readonly unknown[];
}

type Resources = Pick<Project, "resources" | "resolve">;

const ofType = ({ resources }: Resources, type: string): string[] =>
  Object.entries(resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));

const propertiesOf = ({ resources, resolve }: Resources, id: string): unknown =>
  resolve(resources[id]?.Properties ?? {});

/** Every role of the template with all its policies, by ARN. Throws UnsupportedPolicy for what cannot be decided here. */
export const rolesOf = (project: Resources): Map<string, Role> => {
  const { resolve } = project;
  const managed = new Map(
    ofType(project, "AWS::IAM::ManagedPolicy").map((id) => [
      String(resolve({ Ref: id })),
      { id, ...(propertiesOf(project, id) as Attached) },
    ]),
  );
  const apart = ofType(project, "AWS::IAM::Policy").map((id) => propertiesOf(project, id) as Attached);
  const roles = ofType(project, "AWS::IAM::Role").map((id): Role => {
    const name = String(resolve({ Ref: id }));
    const {
      AssumeRolePolicyDocument,
      Policies = [],
      ManagedPolicyArns = [],
    } = propertiesOf(project, id) as RoleProperties;
    const named = ManagedPolicyArns.flatMap((arn) => {
      const policy = managed.get(arn);
      if (!policy)
        throw new UnsupportedPolicy(`${id}: the managed policy ${arn} is not in the template, and not known here`);
      return statementsOf(policy.PolicyDocument, policy.id);
    });
    const inline = [...Policies, ...apart.filter(({ Roles = [] }) => Roles.includes(name))].flatMap(
      ({ PolicyName = "policy", PolicyDocument }) => statementsOf(PolicyDocument, PolicyName),
    );
    const trust = statementsOf(withResource(AssumeRolePolicyDocument), `${id} trust`);
    return {
      arn: String(resolve({ "Fn::GetAtt": [id, "Arn"] })),
      name,
      statements: [...inline, ...named],
      trust,
      trustDocument: AssumeRolePolicyDocument,
    };
  });
  return new Map(roles.map((role) => [role.arn, role]));
};

/** A trust policy names no resource: it is the role itself. */
const withResource = (document: unknown): unknown => {
  const { Statement: written = [] } = (document ?? {}) as { Statement?: unknown };
  return { Statement: [written].flat().map((statement) => ({ ...(statement as object), Resource: "*" })) };
};

/** The policies of the template's buckets, by bucket name. */
export const bucketPoliciesOf = (project: Resources): Map<string, Statement[]> =>
  new Map(
    ofType(project, "AWS::S3::BucketPolicy").map((id) => {
      const { Bucket, PolicyDocument } = propertiesOf(project, id) as { Bucket?: string; PolicyDocument?: unknown };
      return [Bucket ?? "", statementsOf(PolicyDocument, id)];
    }),
  );

const lambdaTrust = {
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole", Resource: "*" },
  ],
};

/** What osls gives every function that names no role: one role for all, with `provider.iam.role.statements` and logs. */
export const sharedRole = ({ document, resolve }: Project): Role => {
  const { stage = "dev", region = String(resolve({ Ref: "AWS::Region" })), iam } = document.provider;
  const own = typeof iam?.role === "object" && !("Fn::GetAtt" in iam.role) ? (iam.role as SharedRole) : {};
  const name = own.name ?? `${document.service}-${stage}-${region}-lambdaRole`;
  const [managed] = own.managedPolicies ?? [];
  if (managed !== undefined)
    throw new UnsupportedPolicy(`provider.iam.role: the managed policy ${JSON.stringify(managed)} is not known here`);
  return {
    arn: `arn:aws:iam::${String(resolve({ Ref: "AWS::AccountId" }))}:role/${name}`,
    name,
    statements: statementsOf({ Statement: resolve(own.statements ?? []) }, "provider.iam.role.statements"),
    trust: statementsOf(lambdaTrust, "provider.iam.role trust"),
    trustDocument: lambdaTrust,
  };
};

/** The ARN of each function's role, by the function's AWS name. */
export const functionRoles = (project: Project): Map<string, string> => {
  const { document, functions, resources, resolve } = project;
  const { role: usual } = document.provider.iam ?? {};
  const forAll = typeof usual === "string" || (usual && "Fn::GetAtt" in usual) ? usual : undefined;
  return new Map(
    functions.map(({ key, name }) => {
      const role = document.functions?.[key]?.role ?? forAll;
      if (role === undefined) return [name, sharedRole(project).arn];
      const isLogical = typeof role === "string" && role in resources;
      return [name, String(isLogical ? resolve({ "Fn::GetAtt": [role, "Arn"] }) : resolve(role))];
    }),
  );
};
