import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, itWith, type Target } from "./target.ts";

let target: Target;
let sts: STSClient;
beforeAll(async () => {
  target = await findTarget();
  sts = new STSClient(target.config);
});
afterAll(async () => {
  sts.destroy();
  await target.close();
});

describe("STS", () => {
  it("says who one is", async () => {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect([Account, Arn]).toEqual([target.account, expect.stringContaining(`:${target.account}:`)]);
  });

  itWith("MILLRACE_WIRE_ROLE", "makes one somebody else for a while", async () => {
    const asked = { RoleArn: target.role, RoleSessionName: "wire", DurationSeconds: 900 };
    const { Credentials } = await sts.send(new AssumeRoleCommand(asked));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const other = new STSClient({ ...target.config, credentials });
    const { Arn } = await other.send(new GetCallerIdentityCommand({}));
    expect(Arn).toMatch(/:assumed-role\/[^/]+\/wire$/);
    expect((Expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(901_000);
    other.destroy();
  });
});

describe("CloudFormation", () => {
  it("tells of stacks, and of a named one whether it is there", async () => {
    const cloudformation = new CloudFormationClient(target.config);
    expect((await cloudformation.send(new DescribeStacksCommand({}))).Stacks ?? []).toEqual(expect.any(Array));
    cloudformation.destroy();
  });
});
