import type { IAMClient } from "@aws-sdk/client-iam";
import { GetBucketEncryptionCommand, GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import type { SessionCredentials } from "./assumed-role.ts";
import { patient } from "./patient.ts";

/** What a role's own policies say: IAM decides, with boundaries and the organisation's policies. */
export type Decision = "allowed" | "denied" | "unmentioned" | "unclear";

const decisions: Readonly<Record<string, Decision>> = {
  allowed: "allowed",
  explicitDeny: "denied",
  implicitDeny: "unmentioned",
};

/** An answer that is only looked at must not hold up what it is about. */
const attemptMs = 2000;

/** Asks who may do what. Every verb throws what AWS throws; being refused says nothing about what was asked. */
export const permissions = (
  credentials?: () => Promise<SessionCredentials>,
  given: { iam?: IAMClient; s3?: S3Client } = {},
) => {
  const { s3 = new S3Client({ ...patient(attemptMs), maxAttempts: 2 }) } = given;
  const load = async () => {
    const sdk = await import("@aws-sdk/client-iam"); // large, and wanted once a run
    const client = new sdk.IAMClient({ ...patient(attemptMs), maxAttempts: 2, ...(credentials && { credentials }) });
    return { sdk, client: given.iam ?? client };
  };
  let loading: ReturnType<typeof load> | undefined;
  const iam = () => (loading ??= load());

  return {
    /** A role's trust policy; undefined when there is no such role. */
    async trust(roleArn: string): Promise<unknown> {
      const { sdk, client } = await iam();
      try {
        const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName: roleArn.split("/").at(-1) }));
        return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}"));
      } catch (error) {
        if (error instanceof sdk.NoSuchEntityException) return undefined;
        throw error;
      }
    },

    /** Whether a role's own policies let it do something. `unclear` where that depends on what was not told. */
    async decision(
      roleArn: string,
      action: string,
      resource: string,
      context: Readonly<Record<string, string>> = {},
    ): Promise<Decision> {
      const { sdk, client } = await iam();
      const { EvaluationResults: [found] = [] } = await client.send(
        new sdk.SimulatePrincipalPolicyCommand({
          PolicySourceArn: roleArn,
          ActionNames: [action],
          ResourceArns: [resource],
          ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
            ContextKeyName,
            ContextKeyValues: [value],
            ContextKeyType: "string" as const,
          })),
        }),
      );
      const [here] = found?.ResourceSpecificResults ?? [];
      const decided = decisions[here?.EvalResourceDecision ?? found?.EvalDecision ?? ""] ?? "unclear";
      const missing = [...(found?.MissingContextValues ?? []), ...(here?.MissingContextValues ?? [])];
      const matters = (key: string) => ["aws", action.split(":")[0]].includes(key.split(":")[0]);
      return decided === "unmentioned" && missing.some(matters) ? "unclear" : decided;
    },

    /** A bucket's policy; undefined when it has none. */
    async bucketPolicy(Bucket: string): Promise<unknown> {
      try {
        const { Policy = "{}" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
        return JSON.parse(Policy);
      } catch (error) {
        if ((error as Error).name === "NoSuchBucketPolicy") return undefined; // S3's model has no class for it
        throw error;
      }
    },

    /** The KMS key a bucket encrypts by, as it was named; undefined when S3 or its own key does. */
    async bucketKey(Bucket: string): Promise<string | undefined> {
      const { ServerSideEncryptionConfiguration: told } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      return told?.Rules?.map(({ ApplyServerSideEncryptionByDefault: rule }) => rule?.KMSMasterKeyID).find(
        (key) => key !== undefined && key !== "",
      );
    },
  };
};

export type Permissions = ReturnType<typeof permissions>;
