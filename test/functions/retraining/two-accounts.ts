import type { ServiceDocument } from "../../../local/host/document.ts";
import { projectOf } from "../../../local/host/project.ts";
import { lakeBucket } from "./an-export.ts";

export const region = "ap-northeast-2";
export const home = "000000000000";
export const abroad = "222222222222";
/** As pipeline.yml has it. */
export const account = {
  roleArn: `arn:aws:iam::${abroad}:role/millrace`,
  passRoleArn: `arn:aws:iam::${abroad}:role/reads-the-lake`,
  externalId: "the-shop",
};

const role = (RoleName: string, trust: object, Statement: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...trust }] },
    Policies: [{ PolicyName: "own", PolicyDocument: { Statement } }],
  },
});
const may = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const byLambda = { Principal: { Service: "lambda.amazonaws.com" } };
const template = (Resources: object, of: string) =>
  projectOf({ service: "shop", provider: {}, resources: { Resources } } as unknown as ServiceDocument, {
    account: of,
    region,
  });
const exportsOf = (bucket: string) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/t2/*`];
const reads = ["s3:GetObject", "s3:ListBucket"];

const bucketPolicy = (Bucket: string, principals: object[]) => ({
  Type: "AWS::S3::BucketPolicy",
  Properties: {
    Bucket,
    PolicyDocument: {
      Statement: principals.map((Principal) => may(reads, exportsOf(Bucket), { Principal })),
    },
  },
});

const readersOfTheLake = [{ Service: "personalize.amazonaws.com" }, { AWS: account.passRoleArn }];
/** As S3 gives it. */
export const lakePolicy = JSON.stringify(bucketPolicy(lakeBucket, readersOfTheLake).Properties.PolicyDocument);

/** The shop's own account: the chain's role, and a lake that Personalize and the other account's role may read. */
export const atHome = template(
  {
    Chain: role("chain", byLambda, [
      may("sts:AssumeRole", account.roleArn),
      may(["s3:GetBucketPolicy", "s3:GetEncryptionConfiguration"], `arn:aws:s3:::${lakeBucket}`),
    ]),
    Stranger: role("stranger", byLambda, [may("sts:AssumeRole", "*")]),
    Reader: role("reader", { Principal: { Service: "personalize.amazonaws.com" } }, [
      may(reads, exportsOf(lakeBucket)),
    ]),
    Lake: bucketPolicy(lakeBucket, readersOfTheLake),
    Hidden: bucketPolicy("hidden", [{ Service: "personalize.amazonaws.com" }]),
  },
  home,
);

/** Personalize's account: a role to be assumed by the chain alone, and one to be passed. */
export const elsewhere = template(
  {
    Millrace: role(
      "millrace",
      {
        Principal: { AWS: `arn:aws:iam::${home}:role/chain` },
        Condition: { StringEquals: { "sts:ExternalId": account.externalId } },
      },
      [
        may("personalize:*", "*"),
        may("iam:PassRole", [account.passRoleArn, "arn:aws:iam::*:role/reader"], {
          Condition: { StringEquals: { "iam:PassedToService": "personalize.amazonaws.com" } },
        }),
      ],
    ),
    Reads: role(
      "reads-the-lake",
      {
        Principal: { Service: "personalize.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": abroad } },
      },
      [may(reads, [...exportsOf(lakeBucket), ...exportsOf("hidden")])],
    ),
  },
  abroad,
);
