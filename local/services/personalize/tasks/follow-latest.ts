import type { Context } from "../context.ts";
import { deploymentOf } from "../deployment.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isActive, isUnderWay } from "../lifecycle.ts";
import type { CampaignRecord, Deployment, VersionRecord } from "../records.ts";
import { warmUp } from "../runtime/warm-up.ts";

/** The newest version of a solution that is ACTIVE. */
export function latestVersion({ versions, platform }: Context, solutionArn: string): VersionRecord | undefined {
  const ready = versions
    .all()
    .filter((version) => version.solutionArn === solutionArn && isActive(version.life, platform.clock.now()));
  return ready.reduce<VersionRecord | undefined>(
    (newest, version) => (version.life.createdAt >= (newest?.life.createdAt ?? 0) ? version : newest),
    undefined,
  );
}

/** Begins to replace what a campaign serves; it goes on serving what it has until the update is ACTIVE. */
export function beginUpdate(context: Context, campaign: CampaignRecord, wanted: Deployment): void {
  const { clock } = context.platform;
  const life = born(clock, ACTIVE_AFTER.campaign);
  const serving = deploymentOf(campaign, clock.now());
  context.campaigns.put({ ...campaign, ...serving, update: { ...wanted, life } });
  whenReady(context, campaign.arn, life.endsAt);
}

/** Once a campaign or its update is ACTIVE: reads its model, and follows what was trained meanwhile. */
export function whenReady(context: Context, campaignArn: string, at: number): void {
  context.platform.clock.at(at, () => {
    warmUp(context, campaignArn);
    follow(context, campaignArn);
  });
}

/** Campaigns that follow a solution are updated to a version that became ACTIVE; also called at start. */
export function followLatest(context: Context): void {
  for (const { arn } of context.campaigns.all()) follow(context, arn);
}

function follow(context: Context, campaignArn: string): void {
  const { campaigns, versions, platform } = context;
  const now = platform.clock.now();
  const campaign = campaigns.find(campaignArn);
  if (!campaign || !isActive(campaign.life, now)) return;
  if (campaign.update && isUnderWay(campaign.update.life, now)) return;
  const serving = deploymentOf(campaign, now);
  const { solutionArn } = versions.find(serving.versionArn) ?? {};
  if (!serving.config?.syncWithLatestSolutionVersion || solutionArn === undefined) return;
  const latest = latestVersion(context, solutionArn);
  if (latest && latest.arn !== serving.versionArn)
    beginUpdate(context, campaign, { ...serving, versionArn: latest.arn });
}
