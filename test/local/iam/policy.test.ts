import { describe, expect, it } from "@jest/globals";
import { decide, statementsOf, type Need } from "../../../local/iam/policy.ts";

const allow = (more: object) => ({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/*", ...more });
const verdict = (statements: object[], need: Partial<Need> = {}) =>
  decide(statementsOf({ Statement: statements }, "test"), {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::lake/a/b.csv",
    ...need,
  }).is;

describe("a policy", () => {
  it("allows what a statement covers, by action without case and by resource with it", () => {
    expect([
      verdict([allow({})]),
      verdict([allow({ Action: ["S3:get*"] })]),
      verdict([allow({ Resource: "arn:aws:s3:::lake/?/*.csv" })]),
      verdict([allow({ Resource: "arn:aws:s3:::Lake/*" })]),
      verdict([allow({ Action: "s3:PutObject" })]),
      verdict([allow({ Action: undefined, NotAction: "s3:Put*" })]),
      verdict([allow({ Resource: undefined, NotResource: "arn:aws:s3:::lake/a/*" })]),
    ]).toEqual(["allowed", "allowed", "allowed", "unmentioned", "unmentioned", "allowed", "unmentioned"]);
  });

  it("denies what one statement denies, whatever the others allow", () => {
    expect(verdict([allow({}), allow({ Effect: "Deny", Resource: "*" })])).toBe("denied");
  });

  const condition = (block: object, context: Record<string, string | string[]>) =>
    verdict([allow({ Condition: block })], { context });
  const leading = (operator: string, keys: string[] | undefined) =>
    condition(
      { [`${operator}:StringEquals`]: { "dynamodb:LeadingKeys": ["run", "lock"] } },
      keys ? { "dynamodb:LeadingKeys": keys } : {},
    );

  it("holds every value of a set to the list, or asks for one that is on it", () => {
    expect(
      [["run"], ["run", "lock"], ["run", "live"], [], undefined].map((keys) => [
        leading("ForAllValues", keys),
        leading("ForAnyValue", keys),
      ]),
    ).toEqual([
      ["allowed", "allowed"],
      ["allowed", "allowed"],
      ["unmentioned", "allowed"],
      ["allowed", "unmentioned"],
      ["allowed", "unmentioned"],
    ]);
  });

  it("fails a positive condition on an absent key, and holds a negated one", () => {
    expect([
      condition({ StringEquals: { "s3:prefix": "t2/" } }, {}),
      condition({ StringEqualsIfExists: { "s3:prefix": "t2/" } }, {}),
      condition({ StringNotEquals: { "s3:prefix": "t2/" } }, {}),
      condition({ StringNotEquals: { "s3:prefix": "t2/" } }, { "s3:prefix": "t2/" }),
      condition({ StringLike: { "S3:Prefix": ["t1/*", "t2/*"] } }, { "s3:prefix": "t2/run" }),
      condition({ Bool: { "aws:SecureTransport": false } }, { "aws:SecureTransport": "true" }),
      condition({ Null: { "s3:prefix": "true" } }, {}),
    ]).toEqual(["unmentioned", "allowed", "allowed", "unmentioned", "allowed", "unmentioned", "allowed"]);
  });

  it.each([
    [allow({ Condition: { NumericLessThan: { "s3:max-keys": "10" } } }), /NumericLessThan is not understood here/],
    [allow({ Resource: "arn:aws:s3:::home/${aws:username}/*" }), /policy variable/],
    [allow({ Conditions: {} }), /Conditions is not understood here/],
    [allow({ Effect: "Alow" }), /Effect is Alow/],
  ])("is refused loudly when it cannot be decided here (%#)", (statement, reason) => {
    expect(() => statementsOf({ Statement: [statement] }, "test")).toThrow(reason);
  });
});
