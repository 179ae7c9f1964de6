import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { findRunning } from "../instance/running.ts";

/** Personalize as the arguments name it: the instance on `dir`, or AWS by the usual variables and profiles. */
export const personalizeAt = async ({ dir, aws }: { dir: string; aws: boolean }) => {
  const local = () => {
    const { endpoint } = findRunning(dir);
    return { endpoint, region: "ap-northeast-2", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  };
  const config = aws || process.env["AWS_ENDPOINT_URL"] ? {} : local();
  const client = new PersonalizeClient(config);
  const { Account, Arn = "" } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  const partition = Arn.split(":")[1] ?? "aws";
  const groupArn = async (name: string) =>
    `arn:${partition}:personalize:${await client.config.region()}:${Account}:dataset-group/${name}`;
  return { client, config, groupArn };
};
