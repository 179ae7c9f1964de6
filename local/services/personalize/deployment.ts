import { isActive } from "./lifecycle.ts";
import type { CampaignRecord, Deployment } from "./records.ts";

/** What a campaign serves now: its update once that is ACTIVE, what it had before until then. */
export function deploymentOf(
  { update, versionArn, minProvisionedTPS, config }: CampaignRecord,
  now: number,
): Deployment {
  const { life: _life, ...updated } = update ?? { life: undefined };
  return update && isActive(update.life, now) ? (updated as Deployment) : { versionArn, minProvisionedTPS, config };
}
