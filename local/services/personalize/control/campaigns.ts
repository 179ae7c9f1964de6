import type { CampaignConfig } from "@aws-sdk/client-personalize";
import type { Context } from "../context.ts";
import { deploymentOf } from "../deployment.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isUnderWay, lifeOf } from "../lifecycle.ts";
import { explorationOf } from "../exploration.ts";
import { pageOf } from "../paging.ts";
import { recipeOf } from "../recipe-list.ts";
import type { CampaignRecord, Deployment, VersionRecord } from "../records.ts";
import { inUse, invalid, limitExceeded, needed } from "../refusals.ts";
import { beginUpdate, latestVersion, whenReady } from "../tasks/follow-latest.ts";
import type { ControlApi } from "./api.ts";

const MOST_CAMPAIGNS = 5;

const LATEST = "/$LATEST";

const wireOf = ({ versionArn, minProvisionedTPS, config }: Deployment) => ({
  solutionVersionArn: versionArn,
  minProvisionedTPS,
  campaignConfig: config,
});

export const campaigns = (context: Context) => {
  const { platform, campaigns, solutions, versions, arn } = context;
  const { clock } = platform;
  const shown = ({ arn: campaignArn, name, life }: CampaignRecord) => ({
    name,
    campaignArn,
    ...lifeOf(life, clock.now()),
  });
  /** `…/$LATEST` is the solution's newest ACTIVE version, and the only thing that a campaign can follow. */
  const versionNamed = (versionArn: string | undefined, config: CampaignConfig | undefined): VersionRecord => {
    if (!versionArn?.endsWith(LATEST)) {
      if (config?.syncWithLatestSolutionVersion)
        throw invalid("With syncWithLatestSolutionVersion, solutionVersionArn must be in SolutionArn/$LATEST format.");
      return versions.getActive(versionArn);
    }
    const solution = solutions.get(versionArn.slice(0, -LATEST.length));
    const latest = latestVersion(context, solution.arn);
    if (!latest) throw inUse(`Solution ${solution.arn} has no ACTIVE solution version.`);
    return latest;
  };
  const readyVersion = (versionArn: string | undefined, config: CampaignConfig | undefined): VersionRecord => {
    if (config?.rankingInfluence)
      throw invalid("rankingInfluence is supported only for solutions that use the semantic-similarity recipe.");
    const version = versionNamed(versionArn, config);
    const recipe = recipeOf(solutions.find(version.solutionArn)?.recipeArn ?? "");
    if (recipe?.recipeType === "USER_SEGMENTATION")
      throw invalid(`Campaigns are not supported for recipe ${recipe.arn}.`);
    explorationOf(recipe?.name ?? "", config);
    return version;
  };
  return {
    CreateCampaign({ name: given, solutionVersionArn, minProvisionedTPS, campaignConfig: config }) {
      const name = needed(given, "name");
      const version = readyVersion(solutionVersionArn, config);
      const campaignArn = arn("campaign", name);
      const siblings = campaigns.all().filter(({ groupArn }) => groupArn === version.groupArn);
      if (!campaigns.find(campaignArn) && siblings.length >= MOST_CAMPAIGNS) {
        throw limitExceeded(`More than ${MOST_CAMPAIGNS} resources in ACTIVE state. Please delete some and try again.`);
      }
      const deployment = { versionArn: version.arn, minProvisionedTPS, config };
      const life = born(clock, ACTIVE_AFTER.campaign);
      campaigns.add({ arn: campaignArn, name, groupArn: version.groupArn, ...deployment, life });
      whenReady(context, campaignArn, life.endsAt);
      return { campaignArn };
    },
    /** The update's progress is seen in `latestCampaignUpdate` alone; until it is ACTIVE the old version serves. */
    UpdateCampaign({ campaignArn, solutionVersionArn, minProvisionedTPS, campaignConfig }) {
      const record = campaigns.getActive(campaignArn);
      if (record.update && isUnderWay(record.update.life, clock.now()))
        throw inUse(`Campaign ${record.arn} is being updated.`);
      const serving = deploymentOf(record, clock.now());
      const version = readyVersion(solutionVersionArn ?? serving.versionArn, campaignConfig);
      if (version.groupArn !== record.groupArn) throw invalid("The solution version belongs to another dataset group.");
      const wanted: Deployment = {
        versionArn: version.arn,
        minProvisionedTPS: minProvisionedTPS ?? serving.minProvisionedTPS,
        config: campaignConfig ?? serving.config,
      };
      beginUpdate(context, record, wanted);
      return { campaignArn: record.arn };
    },
    DescribeCampaign({ campaignArn }) {
      const record = campaigns.get(needed(campaignArn, "campaignArn"));
      const { update } = record;
      return {
        campaign: {
          ...shown(record),
          ...wireOf(deploymentOf(record, clock.now())),
          ...(update && { latestCampaignUpdate: { ...wireOf(update), ...lifeOf(update.life, clock.now()) } }),
        },
      };
    },
    ListCampaigns(input) {
      const isAsked = ({ versionArn }: CampaignRecord) =>
        !input.solutionArn || versionArn.startsWith(`${input.solutionArn}/`);
      const { page, ...token } = pageOf(campaigns.all().filter(isAsked), input);
      return { campaigns: page.map(shown), ...token };
    },
    DeleteCampaign({ campaignArn }) {
      campaigns.delete(campaigns.get(campaignArn));
      return {};
    },
  } satisfies ControlApi;
};
