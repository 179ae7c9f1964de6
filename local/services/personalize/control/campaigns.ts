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
import { warmUp } from "../runtime/warm-up.ts";
import type { ControlApi } from "./api.ts";

const MOST_CAMPAIGNS = 5;

function refuseWhatIsNotHere(versionArn: string | undefined, config: CampaignConfig | undefined): void {
  if (versionArn?.endsWith("/$LATEST") || config?.syncWithLatestSolutionVersion) {
    throw invalid("Following the latest solution version is not part of this local Personalize: name one.");
  }
  if (config?.rankingInfluence) throw invalid("rankingInfluence is not part of this local Personalize.");
}

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
  const readyVersion = (versionArn: string | undefined, config: CampaignConfig | undefined): VersionRecord => {
    refuseWhatIsNotHere(versionArn, config);
    const version = versions.getActive(versionArn);
    explorationOf(recipeOf(solutions.find(version.solutionArn)?.recipeArn ?? "")?.name ?? "", config);
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
      clock.at(life.endsAt, () => warmUp(context, campaignArn));
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
      const life = born(clock, ACTIVE_AFTER.campaign);
      campaigns.put({ ...record, ...serving, update: { ...wanted, life } });
      clock.at(life.endsAt, () => warmUp(context, record.arn));
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
