import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createSts } from "../../../../local/services/sts/service.ts";
import { testCloud, type TestCloud } from "../../cloud.ts";

let cloud: TestCloud;
let client: STSClient;
const role = "arn:aws:iam::000000000000:role/other";

beforeAll(async () => {
  cloud = await testCloud((platform) => ({ services: [createSts(platform)] }));
  client = new STSClient(cloud.config());
});
afterAll(() => cloud.close());

it("tells the operator that they are the account's root, and refuses what it cannot do", async () => {
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn }).toEqual({ Account: "000000000000", Arn: "arn:aws:iam::000000000000:root" });
  await expect(client.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: "InvalidAction" });
});

it("hands out credentials that say when they end", async () => {
  const { Credentials, AssumedRoleUser } = await client.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "visit" }),
  );
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(Credentials?.Expiration?.getTime()).toBe(cloud.clock.now() + 3_600_000);
  expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::000000000000:assumed-role/other/visit");
});

it.each([
  [{ RoleArn: role, RoleSessionName: "x" }, /roleSessionName/],
  [{ RoleArn: "arn:aws:s3:::no-role-at-all", RoleSessionName: "visit" }, /is invalid/],
  [{ RoleArn: role, RoleSessionName: "visit", DurationSeconds: 60 }, /durationSeconds/],
  [{ RoleArn: role, RoleSessionName: "visit", Policy: "{}" }, /Policy is not part of this local STS/],
])("refuses a request that is not in order (%#)", async (input, message) => {
  await expect(client.send(new AssumeRoleCommand(input))).rejects.toMatchObject({
    message: expect.stringMatching(message),
  });
});
