import { describe, expect, it } from "@jest/globals";
import { whatPolicySays, type Asker, type Wish } from "@millrace/core/domain/resource-policy";

const service: Asker = { service: "personalize.amazonaws.com" };
const allow = (more: object = {}) => ({
  Effect: "Allow",
  Principal: { Service: "personalize.amazonaws.com" },
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::lake/t2/*",
  ...more,
});
const says = (statements: unknown, wish: Partial<Wish> = {}) =>
  whatPolicySays(
    { Statement: statements },
    {
      by: service,
      action: "s3:GetObject",
      resource: "arn:aws:s3:::lake/t2/a.csv",
      context: { "aws:SourceAccount": "111111111111" },
      ...wish,
    },
  );
const when = (Condition: object) => says([allow({ Condition })]);

describe("a policy of a resource", () => {
  it("allows what a statement names, of whom it names, with IAM's wildcards", () => {
    expect([
      says([allow()]),
      says(allow()), // one statement need not stand in a list
      says([allow({ Action: ["S3:Get*"] })]),
      says([allow({ Principal: "*" })]),
      says([allow({ Principal: { AWS: "*" } })]),
      says([allow({ Principal: { Service: ["glue.amazonaws.com", "personalize.amazonaws.com"] } })]),
      says([allow({ Action: undefined, NotAction: "s3:Put*" })]),
      says([allow({ Resource: undefined, NotResource: "arn:aws:s3:::lake/raw/*" })]),
    ]).toEqual(Array.from({ length: 8 }, () => "allows"));
  });

  it("says nothing of others, of other deeds and of other things", () => {
    expect([
      says([]),
      whatPolicySays(undefined, { by: service, action: "s3:GetObject", context: {} }),
      says([allow({ Principal: { Service: "glue.amazonaws.com" } })]),
      says([allow({ Action: "s3:PutObject" })]),
      says([allow({ Resource: "arn:aws:s3:::lake/raw/*" })]),
      says([allow({ Action: undefined, NotAction: "s3:Get*" })]),
    ]).toEqual(Array.from({ length: 6 }, () => "nothing"));
  });

  it("speaks of a role by its ARN and by its account", () => {
    const by = { roleArn: "arn:aws:iam::222222222222:role/reader" };
    const of = (AWS: string) => says([allow({ Principal: { AWS } })], { by });
    expect([of(by.roleArn), of("222222222222"), of("arn:aws:iam::222222222222:root")]).toEqual([
      "allows",
      "allows",
      "allows",
    ]);
    expect([of("arn:aws:iam::222222222222:role/other"), says([allow()], { by })]).toEqual(["nothing", "nothing"]);
  });

  it("lets an explicit deny win", () => {
    expect(says([allow(), allow({ Effect: "Deny", Principal: "*" })])).toBe("denies");
    const unlessTls = allow({
      Effect: "Deny",
      Principal: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    expect(says([allow(), unlessTls], { context: { "aws:SecureTransport": "true" } })).toBe("allows");
  });

  it("holds conditions against what is known", () => {
    expect(when({ StringEquals: { "AWS:SourceAccount": ["000000000000", "111111111111"] } })).toBe("allows");
    expect(when({ StringLike: { "aws:SourceAccount": "1*" } })).toBe("allows");
    expect(when({ StringEquals: { "aws:SourceAccount": "000000000000" } })).toBe("nothing");
    expect(when({ StringNotEquals: { "aws:SourceAccount": ["000000000000", "111111111111"] } })).toBe("nothing");
  });

  it("is unclear, never wrong, where it depends on what cannot be known here", () => {
    expect([
      when({ ArnLike: { "aws:SourceArn": "arn:aws:personalize:*:111111111111:*" } }),
      when({ NumericLessThan: { "aws:SourceAccount": "3" } }),
      when({ StringLike: { "aws:SourceAccount": "${aws:PrincipalAccount}" } }),
      says([allow({ Principal: undefined, NotPrincipal: { AWS: "*" } })]),
      says([allow(), allow({ Effect: "Deny", Principal: "*", Condition: { StringEquals: { "aws:SourceVpc": "v" } } })]),
    ]).toEqual(Array.from({ length: 5 }, () => "unclear"));
    // what is ruled out already needs no further knowledge
    expect(says([allow({ Action: "s3:PutObject", Condition: { StringEquals: { "aws:SourceVpc": "v" } } })])).toBe(
      "nothing",
    );
  });
});
