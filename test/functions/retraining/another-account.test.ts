import { setTimeout as wait } from "node:timers/promises";
import {
  CreateDatasetImportJobCommand,
  DescribeDatasetGroupCommand,
  DescribeDatasetImportJobCommand,
  ListDatasetGroupsCommand,
  PersonalizeClient,
} from "@aws-sdk/client-personalize";
import { PersonalizeRuntimeClient } from "@aws-sdk/client-personalize-runtime";
import { IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { assumedRole } from "@millrace/core/aws/assumed-role";
import { personalizeRuntime } from "@millrace/core/aws/personalize-runtime";
import { credentialsIn } from "@millrace/core/aws/personalize-there";
import { permissions } from "@millrace/core/aws/permissions";
import { checkAccess } from "../../../functions/retraining/preflight/access.ts";
import { createIam } from "../../../local/iam/iam.ts";
import { importsOnlyAllowed } from "../../../local/iam/imports.ts";
import { createPrincipals, type PrincipalBook } from "../../../local/iam/principals.ts";
import { bucketPoliciesOf, rolesOf } from "../../../local/iam/roles.ts";
import { createIamService } from "../../../local/services/iam/service.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { createSts } from "../../../local/services/sts/service.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { exportTo, lakeBucket, manifest } from "./an-export.ts";
import { abroad, account, atHome, elsewhere, home, lakePolicy, region } from "./two-accounts.ts";
import { aWorld, written } from "./world.ts";

const run = "2026-11-21";

const refusalOf = (work: Promise<unknown>): Promise<{ name: string; message: string }> =>
  work.then(
    () => ({ name: "nothing", message: "it was allowed" }),
    ({ name, message }: Error) => ({ name, message }),
  );

describe("Personalize in another account", () => {
  let cloud: TestCloud;
  let principals: PrincipalBook;
  let assumed = 0;

  const as = (name: string) => ({
    ...cloud.config(),
    credentials: principals.runAs(`arn:aws:iam::${home}:role/${name}`, name),
  });
  const sessionOf = (name: string, externalId: string | undefined = account.externalId) => {
    const client = new STSClient(as(name));
    client.middlewareStack.add(
      (next) => (args) => {
        assumed++;
        return next(args);
      },
      { step: "initialize" },
    );
    return assumedRole(account.roleArn, externalId, { client, now: () => cloud.clock.now() });
  };
  /** Personalize through the product's own way of being somebody there. */
  const through = (name: string, externalId?: string) =>
    new PersonalizeClient({ ...cloud.config(), credentials: sessionOf(name, externalId) });
  /** What the chain sees of permissions, here and there. */
  const access = () =>
    checkAccess({
      roles: permissions(undefined, {
        iam: new IAMClient({ ...cloud.config(), credentials: sessionOf("chain") }),
      }),
      lake: permissions(undefined, { s3: new S3Client(as("chain")) }),
      passRoleArn: account.passRoleArn,
      callerRoleArn: account.roleArn,
      isForeign: true,
      lakeBucket,
      writes: false,
    });

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      principals = createPrincipals(platform);
      const iam = createIam(platform, principals, {
        roles: new Map([...rolesOf(atHome), ...rolesOf(elsewhere)]),
        buckets: bucketPoliciesOf(atHome),
      });
      const storage = s3(platform);
      const services = [
        createSts(platform, { principals, iam }),
        createIamService(platform, () => rolesOf(atHome)),
        storage,
        ...personalize(platform, importsOnlyAllowed(storage.objects, iam), {
          accountOf: (call) => principals.accountOf(call),
        }),
      ];
      return { services, gate: iam.gate };
    });
    const storage = new S3Client(cloud.config());
    await exportTo(storage, run);
    await storage.send(new PutBucketPolicyCommand({ Bucket: lakeBucket, Policy: lakePolicy }));
    await storage.send(new CreateBucketCommand({ Bucket: "hidden" }));
    await storage.send(new PutObjectCommand({ Bucket: "hidden", Key: "t2/items.csv", Body: "ITEM_ID\np1" }));
  });
  afterAll(() => cloud.close());

  it("is led by the chain to live campaigns, with sessions taken anew when they are over", async () => {
    const { holdOut: _none, ...gate } = written.gate;
    const pipeline = { gate };
    const client = through("chain");
    const world = aWorld({ client, roleArn: account.passRoleArn, clock: cloud.clock, manifest, pipeline, access });
    await world.open();
    for (let round = 0; round < 300 && (await world.play(run, 1)).status === "open"; round += 1) await wait(10);

    const ended = await world.ledger.run(run);

    expect([ended?.failureReason, ended?.status]).toEqual([undefined, "succeeded"]);
    const unseen = expect.stringMatching(/^AccessDenied: .* this machine holds no iam of account 222222222222/);
    expect(ended?.steps["import-datasets"].facts).toMatchObject({
      access: {
        checked: ["bucket policy", "KMS"],
        notChecked: { PassRole: unseen, trust: unseen, "role policy": unseen },
      },
    });
    const live = await world.ledger.live("personal");
    expect(live?.campaignArn).toBe(`arn:aws:personalize:${region}:${abroad}:campaign/millrace-dev-personal`);
    await cloud.clock.advance(4 * 3_600_000);
    const before = assumed;
    await world.play(run, 1);
    const groups = await through("chain").send(new ListDatasetGroupsCommand({}));
    expect([groups.datasetGroups?.length, assumed - before]).toEqual([1, 1]);
  }, 120_000);

  it("is not seen from home, and home is not seen from there", async () => {
    const datasetGroupArn = `arn:aws:personalize:${region}:${abroad}:dataset-group/millrace-dev`;
    const atHomeNow = new PersonalizeClient(cloud.config());
    expect((await atHomeNow.send(new ListDatasetGroupsCommand({}))).datasetGroups).toEqual([]);
    const operator = atHomeNow.send(new DescribeDatasetGroupCommand({ datasetGroupArn }));
    const ofHome = through("chain").send(
      new DescribeDatasetGroupCommand({ datasetGroupArn: datasetGroupArn.replace(abroad, home) }),
    );
    expect([await refusalOf(operator), await refusalOf(ofHome)]).toMatchObject([
      { name: "AccessDeniedException", message: expect.stringContaining("no resource-based policy allows") },
      { name: "AccessDeniedException", message: expect.stringContaining("no resource-based policy allows") },
    ]);
  });

  it("keeps what it has across a restart", async () => {
    await cloud.restart();
    const groups = await through("chain").send(new ListDatasetGroupsCommand({}));
    expect(groups.datasetGroups?.map(({ status }) => status)).toEqual(["ACTIVE"]);
  });

  it("answers a shop's visitors, who are asked for with the same role", async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = principals.runAs(`arn:aws:iam::${home}:role/chain`, "chain");
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken ?? "",
      AWS_REGION: region,
      AWS_ENDPOINT_URL_STS: cloud.config().endpoint,
    });
    try {
      const ask = (there?: typeof account) =>
        personalizeRuntime(
          new PersonalizeRuntimeClient({ ...cloud.config(), ...as("chain"), ...credentialsIn(there) }),
        )(
          {
            campaignArn: `arn:aws:personalize:${region}:${abroad}:campaign/millrace-dev-personal`,
            user: "u1",
            limit: 5,
            metadata: [],
          },
          AbortSignal.timeout(10_000),
        );
      expect((await ask(account))?.items).toHaveLength(5);
      expect(await refusalOf(ask())).toMatchObject({ name: "AccessDeniedException" });
    } finally {
      process.env = before;
    }
  });

  it("opens to nobody whom its role does not trust", async () => {
    const list = new ListDatasetGroupsCommand({});
    const denied = { name: "AccessDenied", message: expect.stringContaining("sts:AssumeRole") };
    expect(await refusalOf(through("stranger").send(list))).toMatchObject(denied);
    expect(await refusalOf(through("chain", "a-guess").send(list))).toMatchObject(denied);
  });

  const importWith = (jobName: string, roleArn: string, dataLocation: string) =>
    through("chain").send(
      new CreateDatasetImportJobCommand({
        jobName,
        datasetArn: `arn:aws:personalize:${region}:${abroad}:dataset/millrace-dev/ITEMS`,
        dataSource: { dataLocation },
        roleArn,
      }),
    );

  it("is missed in the policy of our bucket before anything is imported, which is all that is seen from here", async () => {
    const storage = new S3Client(cloud.config());
    const Policy = lakePolicy.replaceAll(account.passRoleArn, `${account.passRoleArn}-of-old`);
    await storage.send(new PutBucketPolicyCommand({ Bucket: lakeBucket, Policy }));

    const { lacks } = await access();

    expect(lacks.map(({ what }) => what)).toEqual([
      `role ${account.passRoleArn} may not s3:ListBucket in ${lakeBucket}`,
      `role ${account.passRoleArn} may not s3:GetObject in ${lakeBucket}`,
    ]);
    expect(lacks[1]?.add).toEqual({
      Effect: "Allow",
      Principal: { AWS: account.passRoleArn },
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${lakeBucket}/t2/*`,
    });
  });

  it("is not handed a role of home, in AWS's words, nor one that its own policy does not let it pass", async () => {
    const from = `s3://${lakeBucket}/t2/${run}/items/`;
    expect(await refusalOf(importWith("role-of-home", `arn:aws:iam::${home}:role/reader`, from))).toEqual({
      name: "AccessDeniedException",
      message: "Cross-account pass role is not allowed.",
    });
    expect(await refusalOf(importWith("itself", account.roleArn, from))).toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`is not authorized to perform: iam:PassRole on resource: ${account.roleArn}`),
    });
  });

  it("reads no bucket whose policy does not name its role", async () => {
    const { datasetImportJobArn } = await importWith("hidden", account.passRoleArn, "s3://hidden/t2/");
    await cloud.clock.advance(600_000);
    for (let look = 0; look < 100; look++) {
      const { datasetImportJob: job } = await through("chain").send(
        new DescribeDatasetImportJobCommand({ datasetImportJobArn }),
      );
      if (job?.status === "CREATE FAILED")
        return expect(job.failureReason).toBe("Insufficient privileges for accessing data in Amazon S3.");
      await wait(20);
    }
    throw new Error("the import never ended");
  });
});
