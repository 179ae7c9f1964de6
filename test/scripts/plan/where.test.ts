import { CreateDatasetGroupCommand, PersonalizeClient } from "@aws-sdk/client-personalize";
import { STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { assumedRole } from "@millrace/core/aws/assumed-role";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { createPrincipals } from "../../../local/iam/principals.ts";
import { createSts } from "../../../local/services/sts/service.ts";
import { look } from "../../../scripts/plan/seen.ts";
import { personalizeAt } from "../../../scripts/plan/where.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";

const account = {
  roleArn: "arn:aws:iam::222222222222:role/millrace",
  passRoleArn: "arn:aws:iam::222222222222:role/reads-the-lake",
  externalId: "the-shop",
};

describe("where plan looks", () => {
  let cloud: TestCloud;
  const before = { ...process.env };

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const principals = createPrincipals(platform);
      const storage = s3(platform);
      const iam = { mayAssume: (_: unknown, __: string, externalId?: string) => externalId === account.externalId };
      return {
        services: [
          storage,
          createSts(platform, { principals, iam }),
          ...personalize(platform, storage.objects, { accountOf: (call) => principals.accountOf(call) }),
        ],
      };
    });
    const { endpoint, region } = cloud.config();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
    const client = new STSClient(cloud.config());
    const credentials = assumedRole(account.roleArn, account.externalId, { client });
    await new PersonalizeClient({ ...cloud.config(), credentials }).send(
      new CreateDatasetGroupCommand({ name: "millrace-dev" }),
    );
  });
  afterAll(async () => {
    process.env = before;
    await cloud.close();
  });

  it("it is the caller's own account when pipeline.yml names none", async () => {
    const { client, groupArn } = await personalizeAt({ dir: "", aws: true });
    const arn = await groupArn("millrace-dev");
    expect(arn).toBe("arn:aws:personalize:ap-northeast-2:000000000000:dataset-group/millrace-dev");
    expect((await look(client, arn)).group).toBeUndefined();
  });

  it("it is the account of pipeline.yml, through its role", async () => {
    const { client, groupArn } = await personalizeAt({ dir: "", aws: true }, account);
    const arn = await groupArn("millrace-dev");
    expect(arn).toBe("arn:aws:personalize:ap-northeast-2:222222222222:dataset-group/millrace-dev");
    expect((await look(client, arn)).group?.name).toBe("millrace-dev");
  });

  it("it says what to do when the role does not trust the caller", async () => {
    const asked = personalizeAt({ dir: "", aws: true }, { ...account, externalId: "another" });
    await expect(asked).rejects.toThrow(/role\/millrace.*cannot be assumed by you.*AssumeRole.*must name you/s);
  });
});
