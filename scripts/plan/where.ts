import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { assumedRole } from "@millrace/core/aws/assumed-role";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import { findRunning } from "../instance/running.ts";

/**
 * Personalize as the arguments name it: the instance on `dir`, or AWS by the usual variables and profiles; in the account that
 * pipeline.yml names, through its role, where it names one. `config` is the caller's own.
 */
export const personalizeAt = async ({ dir, aws }: { dir: string; aws: boolean }, account?: Pipeline["account"]) => {
  const local = () => {
    const { endpoint } = findRunning(dir);
    return { endpoint, region: "ap-northeast-2", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  };
  const config = aws || process.env["AWS_ENDPOINT_URL"] ? {} : local();
  const sts = new STSClient(config);
  const there = account && assumedRole(account.roleArn, account.externalId, { client: sts });
  await there?.().catch((error: unknown) => {
    const whoRefused = `${account?.roleArn ?? ""}, the role of pipeline.yml that speaks to Personalize, cannot be assumed by you`;
    throw new Error(`${whoRefused}: ${(error as Error).message} Its trust must name you, or run this as one it names.`);
  });
  const client = new PersonalizeClient({ ...config, ...(there && { credentials: there }) });
  const caller = new STSClient({ ...config, ...(there && { credentials: there }) });
  const { Account, Arn = "" } = await caller.send(new GetCallerIdentityCommand({}));
  const partition = Arn.split(":")[1] ?? "aws";
  const groupArn = async (name: string) =>
    `arn:${partition}:personalize:${await client.config.region()}:${Account}:dataset-group/${name}`;
  return { client, config, groupArn };
};
