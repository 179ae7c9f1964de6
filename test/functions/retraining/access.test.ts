import { ListDatasetGroupsCommand } from "@aws-sdk/client-personalize";
import { describe, expect, it } from "@jest/globals";
import type { Run } from "@millrace/core/domain/run";
import { checkAccess } from "../../../functions/retraining/preflight/access.ts";
import { anImportUnder, ourTemplate, type Statement, type Template } from "./our-account.ts";

const key = "arn:aws:kms:ap-northeast-2:000000000000:key/11111111-2222-3333-4444-555555555555";
const without = (statements: Statement[], isGone: (statement: Statement) => boolean): void => {
  statements.splice(0, Infinity, ...statements.filter((statement) => !isGone(statement)));
};
const does = (action: string) => (statement: Statement) => [statement.Action].flat().includes(action);
const named =
  (...sids: string[]) =>
  (statement: Statement) =>
    sids.includes(statement.Sid ?? "");
const ofPersonalize = ({ Principal }: Statement) => JSON.stringify(Principal ?? "").includes("personalize.amazonaws");

interface Case {
  readonly what: string;
  /** Takes a permission away. */
  readonly take: (template: Template) => void;
  /** How the failure begins. */
  readonly says: RegExp;
  /** Where it says to add what it shows. */
  readonly place: (template: Template) => Statement[];
}

const cases: readonly Case[] = [
  {
    what: "iam:PassRole",
    take: ({ importer }) => without(importer, named("LetPersonalizeReadTheLake")),
    says: /^import-datasets: millrace-dev-ImportDatasetsRole may not hand role millrace-dev-personalize to Personalize\. What to do: add to a policy of role millrace-dev-ImportDatasetsRole \{"Effect":"Allow","Action":"iam:PassRole",/,
    place: ({ importer }) => importer,
  },
  {
    what: "Personalize's place in the trust policy",
    take: ({ trust }) => trust.splice(0, 1, { ...trust[0], Principal: { Service: "glue.amazonaws.com" } } as Statement),
    says: /^import-datasets: Personalize may not assume role millrace-dev-personalize\. What to do: add to the trust policy of role millrace-dev-personalize \{"Effect":"Allow","Principal":\{"Service":"personalize.amazonaws.com"\},"Action":"sts:AssumeRole",/,
    place: ({ trust }) => trust,
  },
  {
    what: "s3:GetObject in the role",
    take: ({ reader }) => without(reader, does("s3:GetObject")),
    says: /^import-datasets: role millrace-dev-personalize may not s3:GetObject in millrace-dev-lake\. What to do: add to a policy of role millrace-dev-personalize \{/,
    place: ({ reader }) => reader,
  },
  {
    what: "s3:PutObject in the role",
    take: ({ reader }) => without(reader, does("s3:PutObject")),
    says: /^import-datasets: role millrace-dev-personalize may not s3:PutObject in millrace-dev-lake\. What to do: add to/,
    place: ({ reader }) => reader,
  },
  {
    what: "Personalize's place in the bucket policy",
    take: ({ lake }) => without(lake, ofPersonalize),
    says: /^import-datasets: Personalize may not s3:ListBucket in millrace-dev-lake, Personalize may not s3:GetObject in millrace-dev-lake, Personalize may not s3:PutObject in millrace-dev-lake\. What to do: add to the policy of bucket millrace-dev-lake \{/,
    place: ({ lake }) => lake,
  },
  {
    what: "the lake's key",
    take: ({ encryption }) =>
      encryption.splice(0, 1, {
        ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key },
      }),
    says: /^import-datasets: role millrace-dev-personalize may not kms:Decrypt with the key of millrace-dev-lake, role millrace-dev-personalize may not kms:GenerateDataKey with the key of millrace-dev-lake\. What to do: add to a policy of role millrace-dev-personalize \{/,
    place: ({ reader }) => reader,
  },
];

/** Every statement that a failure shows, to be pasted. */
const statementsIn = (failure = ""): Statement[] => {
  const shown = / (\{.*\}); nothing was imported: then retrain/s.exec(failure)?.[1] ?? "";
  return JSON.parse(`[${shown.replaceAll("}, {", "},{")}]`) as Statement[];
};

const play = async (template: Template, wish: { force?: boolean } = {}) => {
  const cloud = await anImportUnder(template, wish);
  try {
    const run = await cloud.imported();
    const { datasetGroups = [] } = await cloud.operator.send(new ListDatasetGroupsCommand({}));
    return { run, made: datasetGroups.length };
  } finally {
    await cloud.close();
  }
};
const accessOf = (run: Run | undefined) =>
  (run?.steps["import-datasets"].facts as { access?: unknown } | undefined)?.access;

describe("before anything is imported", () => {
  it("everything that Personalize needs is looked at, with the step's own role, and it is there", async () => {
    const { run } = await play(await ourTemplate());
    expect([run?.failureReason, run?.step]).toEqual([undefined, "train-models"]);
    expect(accessOf(run)).toEqual({
      checked: ["PassRole", "trust", "role policy", "bucket policy", "KMS"],
      notChecked: {},
    });
  }, 180_000);

  it.each(cases)(
    "$what is missed by name, nothing is made, and what is shown mends it",
    async (one) => {
      const template = await ourTemplate();
      one.take(template);

      const { run, made } = await play(template);

      expect(run?.failureReason).toMatch(one.says);
      expect([run?.status, made]).toEqual(["failed", 0]);

      one.place(template).push(...statementsIn(run?.failureReason));
      expect(await play(template)).toMatchObject({ run: { status: "open", step: "train-models" } });
    },
    180_000,
  );

  it("a Deny is told, since another statement would not help", async () => {
    const template = await ourTemplate();
    template.lake.push({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::millrace-dev-lake/t2/*",
    });
    const { run } = await play(template);
    expect(run?.failureReason).toMatch(
      /Personalize may not s3:GetObject in millrace-dev-lake\. What to do: a Deny in the policy of bucket millrace-dev-lake stands against it, and has to spare \{/,
    );
  }, 180_000);

  it("a role that may not look says so, and goes on", async () => {
    const template = await ourTemplate();
    without(template.importer, named("SeeWhetherPersonalizeMayReadIt", "SeeWhatItsRoleMayDo", "SeeWhatItMayDoItself"));
    const { run } = await play(template);
    expect([run?.failureReason, run?.step]).toEqual([undefined, "train-models"]);
    const refused = (action: string) => expect.stringMatching(new RegExp(`^AccessDenied.*perform: ${action} on`));
    expect(accessOf(run)).toEqual({
      checked: [],
      notChecked: {
        PassRole: refused("iam:SimulatePrincipalPolicy"),
        trust: refused("iam:GetRole"),
        "role policy": refused("iam:SimulatePrincipalPolicy"),
        "bucket policy": refused("s3:GetBucketPolicy"),
        KMS: refused("s3:GetEncryptionConfiguration"),
      },
    });
  }, 180_000);

  it("is not held up by an IAM that never answers", async () => {
    const never = () => new Promise<never>(() => undefined);
    const { lacks, notChecked } = await checkAccess({
      roles: { trust: never, decision: never },
      lake: { bucketPolicy: never, bucketKey: async () => undefined },
      passRoleArn: "arn:aws:iam::000000000000:role/millrace-dev-personalize",
      callerRoleArn: undefined,
      isForeign: false,
      lakeBucket: "lake",
      writes: true,
      patienceMs: 20,
    });
    const silence = "UnansweredTimeout: no answer within 0 s";
    expect({ lacks, notChecked }).toEqual({
      lacks: [],
      notChecked: {
        PassRole: "the function's own role is not known",
        trust: silence,
        "role policy": silence,
        "bucket policy": silence,
      },
    });
  });

  it("a forced run is told, and imports all the same", async () => {
    const template = await ourTemplate();
    without(template.reader, does("s3:PutObject"));
    const { run } = await play(template, { force: true });
    expect([run?.failureReason, run?.step]).toEqual([undefined, "train-models"]);
    expect(accessOf(run)).toMatchObject({ lacks: expect.stringContaining("may not s3:PutObject") });
  }, 180_000);
});
