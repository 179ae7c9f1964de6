import { describe, expect, it } from "@jest/globals";
import type { ServiceDocument } from "../../../local/host/document.ts";
import { projectOf } from "../../../local/host/project.ts";
import { functionRoles, sharedRole } from "../../../local/iam/roles.ts";

const arn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const statements = [{ Effect: "Allow", Action: "s3:PutObject", Resource: { "Fn::Sub": "${Photos.Arn}/*" } }];

const aProject = (iam?: ServiceDocument["provider"]["iam"]) =>
  projectOf(
    {
      service: "photos",
      provider: { stage: "test", region: "eu-central-1", ...(iam && { iam }) },
      functions: { upload: { handler: "upload.handler" }, index: { handler: "index.handler", role: "Own" } },
      resources: {
        Resources: {
          Own: { Type: "AWS::IAM::Role", Properties: { RoleName: "own" } },
          Photos: { Type: "AWS::S3::Bucket", Properties: { BucketName: "photos" } },
        },
      },
    },
    { account: "000000000000", region: "ap-northeast-2" },
  );
const rolesIn = (iam?: ServiceDocument["provider"]["iam"]) => [...functionRoles(aProject(iam)).values()];

describe("a function that names no role", () => {
  it("has the one that osls makes for all of them, with its statements and no other", () => {
    const shared = sharedRole(aProject({ role: { statements } }));
    expect([shared.arn, rolesIn({ role: { statements } })]).toEqual([
      arn("photos-test-eu-central-1-lambdaRole"),
      [arn("photos-test-eu-central-1-lambdaRole"), arn("own")],
    ]);
    expect(JSON.stringify(shared.statements)).toContain("arn:aws:s3:::photos/*");
    expect(sharedRole(aProject()).statements).toEqual([]);
  });

  it("has the role that the provider gives to all", () => {
    expect(rolesIn({ role: arn("given") })).toEqual([arn("given"), arn("own")]);
    expect(rolesIn({ role: { "Fn::GetAtt": ["Own", "Arn"] } })).toEqual([arn("own"), arn("own")]);
  });

  it("cannot be judged with a managed policy that is not known here, and the start says so", () => {
    expect(() =>
      sharedRole(aProject({ role: { managedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } })),
    ).toThrow('provider.iam.role: the managed policy "arn:aws:iam::aws:policy/ReadOnlyAccess" is not known here');
  });
});
