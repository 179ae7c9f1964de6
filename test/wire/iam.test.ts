import * as sdk from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, isOurOwn, itWith, type Target } from "./target.ts";

let target: Target;
let iam: sdk.IAMClient;
beforeAll(async () => {
  target = await findTarget();
  iam = new sdk.IAMClient(target.config);
});
afterAll(async () => {
  iam.destroy();
  await target.close();
});

describe("IAM: a role", () => {
  itWith(
    "MILLRACE_WIRE_ROLE",
    "is told with the policy by which it is trusted, URL-encoded",
    async () => {
      const RoleName = target.role.split("/").at(-1);
      const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName }));
      expect(Role).toMatchObject({ RoleName, Arn: target.role, RoleId: expect.stringMatching(/^AROA/) });
      const trust: unknown = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
      expect(trust).toMatchObject({
        Statement: expect.arrayContaining([expect.objectContaining({ Effect: "Allow" })]),
      });
    },
    isOurOwn,
  );

  itWith(
    "MILLRACE_WIRE_ROLE",
    "is asked what it may do, action by action",
    async () => {
      const asked = {
        PolicySourceArn: target.role,
        ActionNames: ["iam:CreateUser", "iam:DeleteUser"],
        ResourceArns: [`arn:aws:iam::${target.account}:user/nobody`],
        ContextEntries: [
          { ContextKeyName: "aws:SecureTransport", ContextKeyValues: ["true"], ContextKeyType: "boolean" as const },
        ],
      };
      const { EvaluationResults = [] } = await iam.send(new sdk.SimulatePrincipalPolicyCommand(asked));
      expect(EvaluationResults.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
        ["iam:CreateUser", "implicitDeny"],
        ["iam:DeleteUser", "implicitDeny"],
      ]);
    },
    isOurOwn,
  );

  it("is asked about by its ARN alone", async () => {
    const asked = { PolicySourceArn: "arn:aws:s3:::not-a-principal", ActionNames: ["s3:GetObject"] };
    await expect(iam.send(new sdk.SimulatePrincipalPolicyCommand(asked))).rejects.toMatchObject({
      name: expect.stringMatching(/^InvalidInput/),
    });
  });
});
