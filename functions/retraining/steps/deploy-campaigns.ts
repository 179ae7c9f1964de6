import type { Found, Personalize } from "@millrace/core/aws/personalize";
import { peakTps, type ClickThroughMart } from "@millrace/core/domain/click-through";
import type { Campaign, Pipeline } from "@millrace/core/domain/pipeline";
import type { Deployed, Imported, Judged, JudgedModel, Run } from "@millrace/core/domain/run";
import { meaningOfPersonalize } from "@millrace/core/domain/status";
import type { Step } from "../step.ts";
import type { Ledger } from "../ledger.ts";
import { fullName } from "../names.ts";
import { absent, done, each, resource, running, type Progress } from "../progress.ts";

export interface DeployNeeds {
  readonly personalize: Personalize;
  readonly ledger: Pick<Ledger, "live" | "setLive">;
  readonly name: string;
  readonly pipeline: Pick<Pipeline, "campaigns" | "placements">;
  /** How the placements were used lately; what they need is provided, where pipeline.yml gives bounds. */
  readonly mart?: () => Promise<ClickThroughMart | undefined>;
}

interface Deployment {
  readonly campaign: Campaign;
  readonly model: JudgedModel;
}

/** Inside the bounds somebody may have raised it; that is left alone where use is unknown. */
const withinBounds = (wanted: number | undefined, { minProvisionedTPS: least, mostProvisionedTPS: most }: Campaign) =>
  Math.min(Math.max(wanted ?? least, least), most ?? least);

/** What the busiest hour of the last 14 days needed: adapted up and down with each deployment. */
const neededTps = async (campaign: Campaign, current: number | undefined, { mart, pipeline }: DeployNeeds) => {
  const counted = campaign.mostProvisionedTPS === undefined ? undefined : await mart?.();
  if (counted === undefined) return withinBounds(current, campaign);
  const placements = Object.keys(pipeline.placements).filter(
    (name) => pipeline.placements[name]?.campaign === campaign.name,
  );
  return withinBounds(Math.ceil(peakTps(counted, placements)), campaign);
};

/** The campaign once it serves the model. An update of somebody else's is waited for. */
const serving = async ({ campaign, model }: Deployment, needs: DeployNeeds): Promise<Progress<Found>> => {
  const { personalize, name, pipeline } = needs;
  const placements = Object.values(pipeline.placements).filter((placement) => placement.campaign === campaign.name);
  const whole = fullName(name, campaign);
  const found = await personalize.campaign(whole);
  const wanted = {
    name: whole,
    solutionVersionArn: model.solutionVersionArn,
    minProvisionedTPS: await neededTps(campaign, found?.minProvisionedTPS, needs),
    metadata: placements.some(({ metadata }) => metadata.length > 0),
  };
  const what = `campaign ${campaign.name}`;
  // Use changes while an update is under way; what is within the bounds is not updated again for it.
  const current = found?.minProvisionedTPS ?? campaign.minProvisionedTPS;
  const isAsWanted =
    found?.solutionVersionArn === wanted.solutionVersionArn && withinBounds(current, campaign) === current;
  if (found === undefined || isAsWanted) return resource(what, found, () => personalize.createCampaign(wanted));

  if (meaningOfPersonalize(found.status) === "running")
    return running(`${what} is changing to something else: ${found.status}`);
  return absent(`${what} on the new model`, () => personalize.updateCampaign(wanted));
};

/** What `recommend` reads: written once the campaign is ACTIVE on the version, not before. */
const announced = async (
  { campaign, model }: Deployment,
  campaignArn: string,
  run: Run,
  now: number,
  { ledger }: DeployNeeds,
): Promise<Progress<string>> => {
  const { solutionVersionArn, recipe } = model;
  const known = await ledger.live(campaign.name);
  if (known?.run === run.id && known.solutionVersionArn === solutionVersionArn) return done(campaign.name);
  const { filters } = (run.steps["import-datasets"].output ?? {}) as Partial<Imported>;
  const live = {
    ...(filters === undefined ? {} : { filters }),
    kind: "live",
    id: campaign.name,
    campaignArn,
    solutionVersionArn,
    recipe,
    run: run.id,
    since: now,
  } as const;
  return absent(`${campaign.name} in the ledger`, () => ledger.setLive(live));
};

/** Puts models that passed the gate where visitors are; where the gate said keep, what serves goes on serving. */
export const deployCampaigns: Step<"deploy-campaigns", DeployNeeds, Judged, Deployed> = {
  name: "deploy-campaigns",
  async look({ run, input: { models }, now }, needs) {
    const deployments = new Map<string, Deployment>();
    for (const campaign of needs.pipeline.campaigns) {
      const model = models.find(({ solution }) => solution === campaign.solution);
      if (model?.verdict === "deploy") deployments.set(campaign.name, { campaign, model });
    }
    const names = [...deployments.keys()];
    const of = (name: string) => deployments.get(name) as Deployment;

    const campaigns = await each(names, (name) => serving(of(name), needs));
    if (campaigns.is !== "done") return campaigns;
    const live = await each(names, (name) => announced(of(name), String(campaigns.output[name]?.arn), run, now, needs));
    if (live.is !== "done") return live;

    const kept = needs.pipeline.campaigns.map(({ name }) => name).filter((name) => !deployments.has(name));
    return done({ deployed: names, kept });
  },
};
