import { expect, it } from "@jest/globals";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { createSts } from "../../../../local/services/sts/service.ts";
import { testCloud } from "../../cloud.ts";

it("tells everyone that they are the account's root, and refuses what it cannot do", async () => {
  const cloud = await testCloud((platform) => ({ services: [createSts(platform)] }));
  const client = new STSClient(cloud.config());

  const { Account, Arn } = await client.send(new GetCallerIdentityCommand());

  expect({ Account, Arn }).toEqual({ Account: "000000000000", Arn: "arn:aws:iam::000000000000:root" });
  const assume = new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/other", RoleSessionName: "x" });
  await expect(client.send(assume)).rejects.toMatchObject({ name: "InvalidAction" });
  await cloud.close();
});
