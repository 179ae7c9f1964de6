import type { Context } from "../context.ts";
import { deploymentOf } from "../deployment.ts";
import { isActive } from "../lifecycle.ts";

/** Reads what a campaign serves from, so that its first visitor need not wait for the files. */
export function warmUp({ platform, campaigns, versions, models, catalogues }: Context, campaignArn: string): void {
  const now = platform.clock.now();
  const campaign = campaigns.find(campaignArn);
  const version = campaign && versions.find(deploymentOf(campaign, now).versionArn);
  if (!version || !isActive(version.life, now)) return;
  models.warm(version.file);
  catalogues.of(version.groupArn);
}
