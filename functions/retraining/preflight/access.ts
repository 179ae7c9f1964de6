import type { Permissions } from "@millrace/core/aws/permissions";
import type { Access, Lack } from "@millrace/core/domain/access";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import { whatPolicySays, type Asker } from "@millrace/core/domain/resource-policy";
import { answered } from "../answered.ts";

export interface AccessNeeds {
  /** Asked in the account that the role lives in. */
  readonly roles: Pick<Permissions, "trust" | "decision">;
  readonly lake: Pick<Permissions, "bucketPolicy" | "bucketKey">;
  /** Handed to Personalize. */
  readonly passRoleArn: string;
  /** Who hands it over; undefined where that is not known. */
  readonly callerRoleArn: string | undefined;
  readonly lakeBucket: string;
  /** Whether the role is another account's than the lake. */
  readonly isForeign: boolean;
  /** Whether Personalize will write lists as well. */
  readonly writes: boolean;
  /** Answers that are only looked at are not waited for any longer than this, all of them, ms. */
  readonly patienceMs?: number;
}

/** Whether batch inference is asked for: to judge by, or for visitors. */
export const writesLists = ({ batch, gate, solutions }: Pick<Pipeline, "batch" | "gate" | "solutions">): boolean =>
  batch.length > 0 || (gate.holdOut !== undefined && solutions.some((solution) => solution.gate));

const service = "personalize.amazonaws.com";
const roleName = (arn: string) => arn.split("/").at(-1) ?? arn;

/** What it depends on was not said, or is said in a way that is not understood here. */
class CannotTell extends Error {
  override readonly name = "CannotTell";
}

interface Deed {
  readonly action: string;
  /** One resource to ask about, and the pattern to grant. */
  readonly resource: string;
  readonly grants: string | readonly string[];
  readonly condition?: object;
}

/** What is done with the lake, by whichever hands. */
const deedsIn = ({ lakeBucket, writes, passRoleArn }: AccessNeeds): Deed[] => {
  const bucket = `arn:${passRoleArn.split(":")[1]}:s3:::${lakeBucket}`;
  const condition = { StringLike: { "s3:prefix": ["t2/*"] } };
  return [
    { action: "s3:ListBucket", resource: bucket, grants: bucket, condition },
    { action: "s3:GetObject", resource: `${bucket}/t2/any/interactions/part-0.csv`, grants: `${bucket}/t2/*` },
    ...(writes
      ? [
          {
            action: "s3:PutObject",
            resource: `${bucket}/t2/any/judged/any/users.json.out`,
            grants: [`${bucket}/t2/*/judged/*`, `${bucket}/t2/*/lists/*`],
          },
        ]
      : []),
  ];
};

const listed = { "s3:prefix": "t2/any/interactions/" };
interface Who {
  readonly Principal?: object;
  readonly Condition?: object;
}

const statement = ({ action, grants, condition }: Deed, { Principal, Condition }: Who = {}) => ({
  Effect: "Allow",
  ...(Principal && { Principal }),
  Action: action,
  Resource: grants,
  ...((Condition ?? condition) && { Condition: { ...Condition, ...condition } }),
});

/** iam:PassRole of the caller. */
const passing = async ({ roles, passRoleArn, callerRoleArn }: AccessNeeds): Promise<Lack[]> => {
  if (callerRoleArn === undefined) throw new CannotTell("the function's own role is not known");
  const passed = { "iam:PassedToService": service };
  const decision = await roles.decision(callerRoleArn, "iam:PassRole", passRoleArn, passed);
  return lack(decision, {
    what: `${roleName(callerRoleArn)} may not hand role ${roleName(passRoleArn)} to Personalize`,
    where: `a policy of role ${roleName(callerRoleArn)}`,
    add: { Effect: "Allow", Action: "iam:PassRole", Resource: passRoleArn, Condition: { StringEquals: passed } },
  });
};

const lack = (decision: string, found: Lack): Lack[] => {
  if (decision === "unclear") throw new CannotTell(`${found.where} has conditions whose keys are not known here`);
  if (decision === "allowed" || decision === "allows") return [];
  return [decision === "denied" || decision === "denies" ? { ...found, isDenied: true } : found];
};

/** sts:AssumeRole of Personalize. */
const trust = async ({ roles, passRoleArn }: AccessNeeds): Promise<Lack[]> => {
  const account = { "aws:SourceAccount": passRoleArn.split(":")[4] ?? "" };
  const found: Lack = {
    what: `Personalize may not assume role ${roleName(passRoleArn)}`,
    where: `the trust policy of role ${roleName(passRoleArn)}`,
    add: {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: account },
    },
  };
  const document = await roles.trust(passRoleArn);
  if (document === undefined) return [{ ...found, what: `there is no role ${passRoleArn}` }];
  return lack(whatPolicySays(document, { by: { service }, action: "sts:AssumeRole", context: account }), found);
};

/** What the role's own policies let it do in the lake. */
const ofRole = async (needs: AccessNeeds): Promise<Lack[]> => {
  const { roles, passRoleArn, lakeBucket } = needs;
  const lacks: Lack[] = [];
  for (const deed of deedsIn(needs))
    lacks.push(
      ...lack(await roles.decision(passRoleArn, deed.action, deed.resource, listed), {
        what: `role ${roleName(passRoleArn)} may not ${deed.action} in ${lakeBucket}`,
        where: `a policy of role ${roleName(passRoleArn)}`,
        add: statement(deed),
      }),
    );
  return lacks;
};

/** Personalize wants to be named in the bucket's policy itself; a role of another account has to be as well. */
const ofBucket = async (needs: AccessNeeds): Promise<Lack[]> => {
  const { lake, passRoleArn, lakeBucket, isForeign } = needs;
  const document = await lake.bucketPolicy(lakeBucket);
  const context = { ...listed, "aws:SecureTransport": "true", "aws:SourceAccount": passRoleArn.split(":")[4] ?? "" };
  const onlyOurs = { StringEquals: { "aws:SourceAccount": context["aws:SourceAccount"] } };
  const askers: readonly { by: Asker; named: Who; who: string }[] = [
    { by: { service }, named: { Principal: { Service: service }, Condition: onlyOurs }, who: "Personalize" },
    ...(isForeign
      ? [{ by: { roleArn: passRoleArn }, named: { Principal: { AWS: passRoleArn } }, who: `role ${passRoleArn}` }]
      : []),
  ];
  return askers.flatMap(({ by, named, who }) =>
    deedsIn(needs).flatMap((deed) =>
      lack(whatPolicySays(document, { by, action: deed.action, resource: deed.resource, context }), {
        what: `${who} may not ${deed.action} in ${lakeBucket}`,
        where: `the policy of bucket ${lakeBucket}`,
        add: statement(deed, named),
      }),
    ),
  );
};

/** Where the lake is encrypted by a key of one's own. What that key's policy says is asked of nobody here. */
const ofKey = async (needs: AccessNeeds): Promise<Lack[]> => {
  const { roles, lake, passRoleArn, lakeBucket, writes } = needs;
  const key = await lake.bucketKey(lakeBucket);
  if (key === undefined) return [];
  if (!/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\//.test(key))
    throw new CannotTell(`bucket ${lakeBucket} names its key as ${key}, not by the key's ARN`);
  const lacks: Lack[] = [];
  for (const action of writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"])
    lacks.push(
      ...lack(await roles.decision(passRoleArn, action, key), {
        what: `role ${roleName(passRoleArn)} may not ${action} with the key of ${lakeBucket}`,
        where: `a policy of role ${roleName(passRoleArn)}`,
        add: { Effect: "Allow", Action: action, Resource: key },
      }),
    );
  return lacks;
};

const checks: Readonly<Record<string, (needs: AccessNeeds) => Promise<Lack[]>>> = {
  PassRole: passing,
  trust,
  "role policy": ofRole,
  "bucket policy": ofBucket,
  KMS: ofKey,
};

const reasonOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/**
 * Who may do what, as IAM and S3 tell it, before anything is imported. What cannot be seen from here is told as not checked, and
 * never fails: not to be allowed to look is another matter than not to be allowed to import.
 */
export const checkAccess = async (needs: AccessNeeds): Promise<Access> => {
  const until = performance.now() + (needs.patienceMs ?? 8_000);
  const lacks: Lack[] = [];
  const checked: string[] = [];
  const notChecked: Record<string, string> = {};
  for (const [name, check] of Object.entries(checks))
    try {
      lacks.push(...(await answered(check(needs), Math.max(0, until - performance.now()))));
      checked.push(name);
    } catch (error) {
      notChecked[name] = error instanceof CannotTell ? error.message : reasonOf(error);
    }
  return { lacks, checked, notChecked };
};
