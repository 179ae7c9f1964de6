import { describe, expect, it } from "@jest/globals";
import type { ServiceDocument } from "../../../local/host/document.ts";
import { resolverFor, Unresolvable } from "../../../local/host/intrinsics.ts";

const where = { account: "000000000000", region: "ap-northeast-2" };

const document = (more: Partial<ServiceDocument> = {}): ServiceDocument => ({
  service: "shop",
  provider: { stage: "dev" },
  functions: { collect: { handler: "a.handler" }, "export-datasets": { handler: "b.handler" } },
  layers: { core: { name: "shop-core" } },
  resources: {
    Resources: {
      Lake: { Type: "AWS::S3::Bucket", Properties: { BucketName: { "Fn::Sub": "lake-${AWS::AccountId}" } } },
      Reader: { Type: "AWS::IAM::Role" },
      Odd: { Type: "AWS::Odd::Thing" },
    },
  },
  ...more,
});

describe("resolverFor", () => {
  const resolve = resolverFor(document(), where);

  it("gives pseudo parameters, names and ARNs of resources, functions and layers", () => {
    expect(
      resolve({
        region: { Ref: "AWS::Region" },
        stack: { Ref: "AWS::StackName" },
        bucket: { Ref: "Lake" },
        bucketArn: { "Fn::GetAtt": ["Lake", "Arn"] },
        roleArn: { "Fn::GetAtt": "Reader.Arn" },
        functionArn: { "Fn::GetAtt": ["ExportDashdatasetsLambdaFunction", "Arn"] },
        functionName: { Ref: "CollectLambdaFunction" },
        layer: { Ref: "CoreLambdaLayer" },
      }),
    ).toEqual({
      region: "ap-northeast-2",
      stack: "shop-dev",
      bucket: "lake-000000000000",
      bucketArn: "arn:aws:s3:::lake-000000000000",
      roleArn: "arn:aws:iam::000000000000:role/shop-dev-Reader",
      functionArn: "arn:aws:lambda:ap-northeast-2:000000000000:function:shop-dev-export-datasets",
      functionName: "shop-dev-collect",
      layer: "arn:aws:lambda:ap-northeast-2:000000000000:layer:shop-core:1",
    });
  });

  it("computes Sub with its own variables, Join, Select and Split inside one another", () => {
    const joined = { "Fn::Join": ["/", ["a", { Ref: "Lake" }]] };
    expect(resolve({ "Fn::Sub": ["${!kept} ${Lake.Arn} ${who}", { who: joined }] })).toBe(
      "${kept} arn:aws:s3:::lake-000000000000 a/lake-000000000000",
    );
    expect(resolve({ "Fn::Select": [1, { "Fn::Split": ["-", { Ref: "Lake" }] }] })).toBe("000000000000");
  });

  it("leaves out what is AWS::NoValue", () => {
    expect(resolve({ kept: 1, gone: { Ref: "AWS::NoValue" }, list: [1, { Ref: "AWS::NoValue" }] })).toEqual({
      kept: 1,
      list: [1],
    });
  });

  it.each([
    ["a reference to nothing", { Ref: "Nobody" }, "Nobody is referred to but is nowhere in the template"],
    [
      "a resource it cannot name",
      { Ref: "Odd" },
      "Odd is referred to, and what an AWS::Odd::Thing is called is not known here",
    ],
    ["an attribute it does not know", { "Fn::GetAtt": ["Lake", "Colour"] }, "Lake has no attribute Colour here"],
    ["a function it does not compute", { "Fn::ImportValue": "x" }, "Fn::ImportValue is not computed here"],
  ])("refuses %s", (_, value, message) => {
    expect(() => resolve(value)).toThrow(new Unresolvable(message));
  });
});
