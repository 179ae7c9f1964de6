import { CreateCampaignCommand, DescribeCampaignCommand, UpdateCampaignCommand } from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, interactionsCsv } from "./a-shop.ts";

const latest = arnOf("solution", "popular/$LATEST");
const version = (name: string) => arnOf("solution", `popular/${name}`);
const follows = { syncWithLatestSolutionVersion: true };

describe("a campaign that follows its solution", () => {
  let shop: Shop;
  const control = () => shop.clients().control;
  const campaignArn = arnOf("campaign", "popular");
  const campaign = async () => {
    const { campaign: found } = await control().send(new DescribeCampaignCommand({ campaignArn }));
    const { latestCampaignUpdate: update, ...rest } = found ?? {};
    return [rest.solutionVersionArn, rest.status, update?.solutionVersionArn, update?.status];
  };
  const create = (name: string, solutionVersionArn: string, campaignConfig?: object) =>
    control().send(new CreateCampaignCommand({ name, solutionVersionArn, campaignConfig }));

  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("first", "INTERACTIONS", interactionsCsv());
    await shop.solution("popular", "aws-popularity-count");
  });
  afterAll(() => shop.cloud.close());

  it("needs a version to begin with, and the solution's ARN with $LATEST", async () => {
    await expect(create("popular", latest, follows)).rejects.toMatchObject({ name: "ResourceInUseException" });
    await shop.train("popular", "one");
    await expect(create("popular", version("one"), follows)).rejects.toMatchObject({
      name: "InvalidInputException",
      message: expect.stringContaining("SolutionArn/$LATEST"),
    });
    await create("popular", latest, follows);
    await shop.minutes(5);
    expect(await campaign()).toEqual([version("one"), "ACTIVE", undefined, undefined]);
  });

  it("is updated once a newer version is ACTIVE; that is seen in latestCampaignUpdate alone", async () => {
    await shop.train("popular", "two");
    await shop.minutes(0);
    expect(await campaign()).toEqual([version("one"), "ACTIVE", version("two"), "CREATE PENDING"]);
    expect(await shop.recommended("popular", { userId: "u1", numResults: 3 })).toHaveLength(3);
    await shop.minutes(5);
    expect(await campaign()).toEqual([version("two"), "ACTIVE", version("two"), "ACTIVE"]);
  });

  it("follows also what was trained while it was being updated, and across a restart", async () => {
    await shop.train("popular", "three");
    await shop.minutes(0);
    await shop.train("popular", "four");
    await shop.restart();
    await shop.minutes(10);
    expect(await campaign()).toEqual([version("four"), "ACTIVE", version("four"), "ACTIVE"]);
  });

  it("stays when it is told to serve one version", async () => {
    await control().send(
      new UpdateCampaignCommand({
        campaignArn,
        solutionVersionArn: version("one"),
        campaignConfig: { syncWithLatestSolutionVersion: false },
      }),
    );
    await shop.minutes(5);
    await shop.train("popular", "five");
    await shop.minutes(10);
    expect((await campaign())[0]).toBe(version("one"));
  });

  it("may name the latest version once, without following", async () => {
    await create("once", latest);
    await shop.minutes(5);
    const once = arnOf("campaign", "once");
    const { campaign: found } = await control().send(new DescribeCampaignCommand({ campaignArn: once }));
    expect([found?.solutionVersionArn, found?.status]).toEqual([version("five"), "ACTIVE"]);
  });
});
