import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { prefixes } from "@millrace/core/domain/lake";
import { parse, type ScalarTag } from "yaml";

interface Rule {
  Id: string;
  Status: string;
  Prefix: string;
  ExpirationInDays?: number;
  Transitions?: { StorageClass: string; TransitionInDays: number }[];
}

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const customTags = ["Ref", "Sub", "GetAtt"].map((name): ScalarTag => ({
  tag: `!${name}`,
  resolve: (value: string) => value,
}));
const { Resources } = parse(text("infra/lake.yml"), { customTags }) as {
  Resources: {
    LakeBucket: {
      Properties: { BucketEncryption: unknown; LifecycleConfiguration: { Rules: Rule[] } };
    };
    LakeBucketPolicy: { Properties: { PolicyDocument: { Statement: Record<string, unknown>[] } } };
  };
};
const { BucketEncryption, LifecycleConfiguration } = Resources.LakeBucket.Properties;
const rules = LifecycleConfiguration.Rules.filter(({ Status, Prefix }) => Status === "Enabled" && Prefix !== "");

describe("the lake's bucket", () => {
  it("is part of what is deployed", () => {
    expect(text("serverless.yml")).toContain("- ${file(infra/lake.yml)}");
  });

  it.each(Object.entries(prefixes))("has a rule for how long %s are kept: %s", (_, prefix) => {
    const own = rules.filter((rule) => prefix.startsWith(rule.Prefix));
    expect(own.some((rule) => rule.ExpirationInDays !== undefined || (rule.Transitions?.length ?? 0) > 0)).toBe(true);
  });

  it("moves raw to a class of Glacier, and never lets it expire", () => {
    const raw = rules.filter(({ Prefix }) => Prefix.startsWith(prefixes.raw));
    expect(
      raw.map(({ ExpirationInDays, Transitions }) => [ExpirationInDays, Transitions?.at(-1)?.StorageClass]),
    ).toEqual([[undefined, "GLACIER_IR"]]);
  });

  it("encrypts what it stores, and takes nothing that was not encrypted on the way", () => {
    expect(BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    });
    const { Statement } = Resources.LakeBucketPolicy.Properties.PolicyDocument;
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
  });

  it("is described in the data dictionary, rule by rule", () => {
    const told = [
      ...text("docs/data-dictionary.md").matchAll(/^\| `([^`]+\/)` \| (?:deleted|\w+) after \d+ days \|$/gm),
    ];
    expect(told.map(([, prefix]) => prefix)).toEqual(rules.map(({ Prefix }) => Prefix));
  });
});
