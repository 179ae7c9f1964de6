import { describe, expect, it } from "@jest/globals";
import { whatToGrant } from "@millrace/core/domain/permission";
import { adviceOn, troubleOf } from "@millrace/core/domain/trouble";

const anError = (facts: object, message = "") => Object.assign(new Error(message), facts);

describe("trouble", () => {
  it.each([
    [{ name: "ThrottlingException" }, "busy"],
    [{ name: "SlowDown" }, "busy"],
    [{ name: "LimitExceededException" }, "limited"],
    [{ name: "ResourceInUseException" }, "busy"],
    [{ name: "InvalidInputException" }, "refused"],
    [{ name: "AccessDenied" }, "denied"],
    [{ name: "ExpiredTokenException" }, "denied"],
    [{ name: "ServiceUnavailable" }, "unreachable"],
    [{ code: "ECONNRESET" }, "unreachable"],
    [{ name: "Odd", $metadata: { httpStatusCode: 502 } }, "unreachable"],
    [{ name: "TypeError" }, "unexpected"],
  ] as const)("%j is %s", (facts, kind) => {
    expect(troubleOf(anError(facts))).toBe(kind);
  });

  it("is unexpected when it is no error at all", () => {
    expect(troubleOf("oops")).toBe("unexpected");
  });

  it("comes with something to do", () => {
    expect(adviceOn(anError({ name: "LimitExceededException" }))).toMatch(/raise the quota/);
  });
});

describe("a missing permission", () => {
  it("is named as the statement to add, and to which role", () => {
    const message =
      "User: arn:aws:sts::111122223333:assumed-role/millrace-dev-TrainModelsRole-X1/train-models is not authorized to perform: " +
      "personalize:CreateSolution on resource: arn:aws:personalize:ap-northeast-2:111122223333:solution/millrace-dev-personal " +
      "because no identity-based policy allows the personalize:CreateSolution action";
    expect(whatToGrant(message)).toBe(
      "add { Effect: Allow, Action: personalize:CreateSolution, Resource: arn:aws:personalize:ap-northeast-2:111122223333:solution/millrace-dev-personal } " +
        "to the policy of millrace-dev-TrainModelsRole-X1, deploy, then retrain from this step",
    );
  });

  it("restricts a pass of a role to Personalize", () => {
    const message =
      "User: arn:aws:iam::111122223333:user/kim is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/p";
    expect(whatToGrant(message)).toContain("iam:PassedToService: personalize.amazonaws.com");
    expect(whatToGrant(message)).toContain("the policy of kim");
  });

  it.each([
    ["Cross-account pass role is not allowed.", /account\.passRoleArn/],
    ["Insufficient privileges for accessing data in Amazon S3.", /s3:GetObject.*s3:ListBucket/],
    ["Personalize is not able to assume the role arn:aws:iam::1:role/p", /trust policy/],
  ])("is known by %s", (message, words) => expect(whatToGrant(message)).toMatch(words));

  it("is left alone where nobody can tell", () => expect(whatToGrant("no")).toBeUndefined());
});
