import type { ServiceDocument } from "../../../local/host/document.ts";
import { projectOf } from "../../../local/host/project.ts";
import { createIam, type Iam } from "../../../local/iam/iam.ts";
import { importsOnlyAllowed } from "../../../local/iam/imports.ts";
import { createPrincipals, type PrincipalBook } from "../../../local/iam/principals.ts";
import { bucketPoliciesOf, rolesOf } from "../../../local/iam/roles.ts";
import { createDynamoDb } from "../../../local/services/dynamodb/service.ts";
import { firehose } from "../../../local/services/firehose/service.ts";
import { createGlue } from "../../../local/services/glue/service.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { createSts } from "../../../local/services/sts/service.ts";
import { testCloud } from "../cloud.ts";

export const account = "000000000000";
export const region = "ap-northeast-2";

const role = (Statement: object[], trusted = "lambda.amazonaws.com") => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: "Allow", Principal: { Service: trusted }, Action: "sts:AssumeRole" }],
    },
    Policies: [{ PolicyName: "own", PolicyDocument: { Statement } }],
  },
});

const arn = (rest: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:${rest}` });
const regional = (service: string, rest: string) => arn(`${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);

const readsExports = [
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/t2/*" },
  {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: "arn:aws:s3:::lake",
    Condition: { StringLike: { "s3:prefix": "t2/*" } },
  },
];

/** A template as a shop's might be, in small. */
const document = {
  service: "shop",
  provider: {},
  resources: {
    Resources: {
      Reader: role([
        {
          Sid: "Read",
          Effect: "Allow",
          Action: ["s3:GetObject"],
          Resource: ["arn:aws:s3:::lake/marts/*", "arn:aws:s3:::lake/t2/*"],
        },
        {
          Sid: "List",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: "arn:aws:s3:::lake",
          Condition: { StringLike: { "s3:prefix": "t2/*" } },
        },
        {
          Sid: "Ledger",
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"],
          Resource: regional("dynamodb", "table/ledger"),
          Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["live"] } },
        },
        {
          Sid: "Table",
          Effect: "Allow",
          Action: "glue:GetTable",
          Resource: [
            regional("glue", "catalog"),
            regional("glue", "database/lake"),
            regional("glue", "table/lake/raw_*"),
          ],
        },
      ]),
      Lister: role([
        { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/*" },
        { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::lake" },
      ]),
      Importer: role([
        { Effect: "Allow", Action: "personalize:*", Resource: "*" },
        {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: [{ "Fn::GetAtt": ["Personal", "Arn"] }, { "Fn::GetAtt": ["Blind", "Arn"] }],
          Condition: { StringEquals: { "iam:PassedToService": "personalize.amazonaws.com" } },
        },
        { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::111111111111:role/other" },
      ]),
      Streamer: role(
        [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::lake/raw/*" }],
        "firehose.amazonaws.com",
      ),
      Personal: role(readsExports, "personalize.amazonaws.com"),
      Blind: role([], "personalize.amazonaws.com"),
      LakePolicy: {
        Type: "AWS::S3::BucketPolicy",
        Properties: {
          Bucket: "lake",
          PolicyDocument: {
            Statement: [
              ...readsExports.map((statement) => ({
                ...statement,
                Principal: { Service: "personalize.amazonaws.com" },
              })),
              {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111111111111:role/other" },
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::lake/shared/*",
              },
              {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: "arn:aws:s3:::lake/*",
                Condition: { Bool: { "aws:SecureTransport": "false" } },
              },
            ],
          },
        },
      },
    },
  },
} as unknown as ServiceDocument;

export const roleArn = (id: string): string => `arn:aws:iam::${account}:role/shop-dev-${id}`;

/** Services behind roles. `as` gives the SDK configuration of a function that runs as a role. */
export const iamCloud = async () => {
  let iam: Iam | undefined;
  let principals: PrincipalBook | undefined;
  const cloud = await testCloud((platform) => {
    const project = projectOf(document, { account, region });
    principals = createPrincipals(platform);
    iam = createIam(platform, principals, { roles: rolesOf(project), buckets: bucketPoliciesOf(project) });
    const store = s3(platform);
    const allowed = iam;
    const mayPut = (role: string, bucket: string, key: string) => allowed.mayWrite("firehose", role, bucket, [key]);
    const services = [
      createSts(platform, { principals, iam }),
      createDynamoDb(platform),
      store,
      firehose(platform, store.objects, { mayPut }),
      createGlue(platform, { runners: {} }),
      ...personalize(platform, importsOnlyAllowed(store.objects, iam), {
        accountOf: (call) => (principals ? principals.accountOf(call) : platform.account),
      }),
    ];
    return { services, gate: iam.gate };
  });
  return {
    ...cloud,
    as: (id: string) => {
      const credentials = principals?.runAs(roleArn(id), id.toLowerCase());
      if (!credentials) throw new Error("the cloud is not up");
      return { ...cloud.config(), credentials };
    },
    grants: () => iam?.grants() ?? [],
    refusals: () => iam?.refusals() ?? [],
  };
};

export type IamCloud = Awaited<ReturnType<typeof iamCloud>>;
