import {
  CreateCampaignCommand,
  CreateSolutionCommand,
  CreateSolutionVersionCommand,
  DescribeCampaignCommand,
  DescribeSolutionCommand,
  DescribeSolutionVersionCommand,
  GetSolutionMetricsCommand,
  paginateListSolutionVersions,
  StopSolutionVersionCreationCommand,
  UpdateCampaignCommand,
  UpdateSolutionCommand,
} from "@aws-sdk/client-personalize";
import type { Account } from "./personalize-account.ts";
import { latest, onlyOnce, unlessAbsent, type Found } from "./personalize-answers.ts";

export interface WantedCampaign {
  readonly name: string;
  readonly solutionVersionArn: string;
  readonly minProvisionedTPS: number;
  /** Whether answers may carry columns of the Items dataset. */
  readonly metadata: boolean;
}

/** What a solution learns from, and how, beside its recipe. */
export interface Training {
  readonly events?: readonly { readonly type: string; readonly weight?: number; readonly threshold?: number }[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Clocks differ; a version made for a run is not older than the run by more than this. */
const slackMs = 3_600_000;

const settings = ({ solutionVersionArn, minProvisionedTPS, metadata }: WantedCampaign) => ({
  solutionVersionArn,
  minProvisionedTPS,
  // Following the latest version would go round the gate.
  campaignConfig: { enableMetadataWithRecommendations: metadata, syncWithLatestSolutionVersion: false },
});

/** What is trained and served: solutions, their versions and metrics, campaigns. */
export const modelVerbs = ({ client, arnOf }: Account) => ({
  async solution(name: string): Promise<(Found & { recipe: string; trainsByItself: boolean }) | undefined> {
    const solutionArn = await arnOf("solution", name);
    const found = await unlessAbsent(client.send(new DescribeSolutionCommand({ solutionArn })));
    if (!found) return undefined;
    const { latestSolutionUpdate: update, ...resource } = found.solution ?? {};
    return {
      ...latest(solutionArn, resource, update),
      recipe: String(resource.recipeArn).replace(/^.*:recipe\//, ""),
      trainsByItself: (update?.performAutoTraining ?? resource.performAutoTraining) === true,
    };
  },

  /** Personalize would train by itself every 7 days unless told otherwise: a second trainer. */
  async createSolution(group: string, name: string, recipe: string, training: Training = {}): Promise<void> {
    const { events = [], parameters = {} } = training;
    const eventParametersList = events.map(({ type, weight, threshold }) => ({
      eventType: type,
      ...(weight === undefined ? {} : { weight }),
      ...(threshold === undefined ? {} : { eventValueThreshold: threshold }),
    }));
    const solutionConfig = {
      ...(events.length > 0 ? { eventsConfig: { eventParametersList } } : {}),
      ...(Object.keys(parameters).length > 0 ? { algorithmHyperParameters: parameters } : {}),
    };
    const wanted = {
      name,
      datasetGroupArn: await arnOf("dataset-group", group),
      recipeArn: `arn:aws:personalize:::recipe/${recipe}`,
      performAutoTraining: false,
      ...(Object.keys(solutionConfig).length > 0 ? { solutionConfig } : {}),
    };
    return onlyOnce(client.send(new CreateSolutionCommand(wanted)));
  },

  async stopAutoTraining(name: string): Promise<void> {
    const solutionArn = await arnOf("solution", name);
    await client.send(new UpdateSolutionCommand({ solutionArn, performAutoTraining: false }));
  },

  /** The version of that name, made after `since` (ms). Lists carry no names, so those recent enough are described. */
  async solutionVersion(solution: string, name: string, since: number): Promise<Found | undefined> {
    const solutionArn = await arnOf("solution", solution);
    for await (const page of paginateListSolutionVersions({ client }, { solutionArn, maxResults: 100 })) {
      for (const { solutionVersionArn, creationDateTime } of page.solutionVersions ?? []) {
        const isOlder = (creationDateTime?.getTime() ?? since) < since - slackMs;
        if (isOlder || solutionVersionArn === undefined) continue;
        const found = await unlessAbsent(client.send(new DescribeSolutionVersionCommand({ solutionVersionArn })));
        if (found?.solutionVersion?.name === name) return latest(solutionVersionArn, found.solutionVersion);
      }
    }
    return undefined;
  },

  /** Undefined once it is deleted. */
  async versionAt(solutionVersionArn: string): Promise<Found | undefined> {
    const found = await unlessAbsent(client.send(new DescribeSolutionVersionCommand({ solutionVersionArn })));
    return found && latest(solutionVersionArn, found.solutionVersion ?? {});
  },

  async createSolutionVersion(solution: string, name: string, trainingMode: "FULL" | "UPDATE" = "FULL"): Promise<void> {
    const solutionArn = await arnOf("solution", solution);
    return onlyOnce(client.send(new CreateSolutionVersionCommand({ name, solutionArn, trainingMode })));
  },

  /** A training cannot be gone on with once it is stopped. One that has ended is left alone. */
  async stopTraining(solutionVersionArn: string): Promise<void> {
    await unlessAbsent(client.send(new StopSolutionVersionCreationCommand({ solutionVersionArn })));
  },

  /** By Personalize's own names. */
  async metrics(solutionVersionArn: string): Promise<Record<string, number>> {
    const { metrics = {} } = await client.send(new GetSolutionMetricsCommand({ solutionVersionArn }));
    return metrics;
  },

  /** An update under way shows here; the version it replaces serves until it is ACTIVE. */
  async campaign(
    name: string,
  ): Promise<(Found & { solutionVersionArn: string; minProvisionedTPS: number | undefined }) | undefined> {
    const campaignArn = await arnOf("campaign", name);
    const found = await unlessAbsent(client.send(new DescribeCampaignCommand({ campaignArn })));
    if (!found) return undefined;
    const { latestCampaignUpdate: update, ...resource } = found.campaign ?? {};
    return {
      ...latest(campaignArn, resource, update),
      solutionVersionArn: String(update?.solutionVersionArn ?? resource.solutionVersionArn),
      minProvisionedTPS: update?.minProvisionedTPS ?? resource.minProvisionedTPS,
    };
  },

  createCampaign: (wanted: WantedCampaign) =>
    onlyOnce(client.send(new CreateCampaignCommand({ name: wanted.name, ...settings(wanted) }))),

  async updateCampaign(wanted: WantedCampaign): Promise<void> {
    await client.send(
      new UpdateCampaignCommand({ campaignArn: await arnOf("campaign", wanted.name), ...settings(wanted) }),
    );
  },
});
