import {
  DescribeCampaignCommand,
  DescribeDatasetCommand,
  DescribeDatasetGroupCommand,
  DescribeFilterCommand,
  DescribeSchemaCommand,
  DescribeSolutionCommand,
  paginateListCampaigns,
  paginateListDatasets,
  paginateListEventTrackers,
  paginateListFilters,
  paginateListSolutions,
  ResourceNotFoundException,
  type PersonalizeClient,
} from "@aws-sdk/client-personalize";

export interface SeenEvent {
  readonly type: string;
  readonly weight?: number | undefined;
  readonly threshold?: number | undefined;
}

/** A dataset group and all in it, as Personalize tells it. Names are whole. */
export interface Seen {
  readonly group: { readonly name: string; readonly status: string } | undefined;
  readonly datasets: readonly {
    readonly type: string;
    readonly schemaName: string;
    /** Avro, as it was written. */
    readonly schema: string;
    readonly columns: readonly string[];
  }[];
  readonly trackers: readonly string[];
  readonly filters: readonly { readonly name: string; readonly expression: string }[];
  readonly solutions: readonly {
    readonly name: string;
    readonly recipe: string;
    readonly trainsByItself: boolean;
    readonly events: readonly SeenEvent[];
    readonly parameters: Readonly<Record<string, string>>;
  }[];
  readonly campaigns: readonly {
    readonly name: string;
    readonly solution: string;
    readonly version: string;
    readonly minProvisionedTPS: number;
    readonly followsLatest: boolean;
    readonly givesMetadata: boolean;
  }[];
}

const nothing: Seen = { group: undefined, datasets: [], trackers: [], filters: [], solutions: [], campaigns: [] };

const lastPart = (arn = "") => arn.slice(arn.lastIndexOf("/") + 1);

const all = async <Page, Item>(
  pages: AsyncIterable<Page>,
  pick: (page: Page) => Item[] | undefined,
): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(pick(page) ?? []));
  return items;
};

/** Reads what lives in the group; changes nothing. `groupArn` may name one that does not exist. */
export const look = async (client: PersonalizeClient, datasetGroupArn: string): Promise<Seen> => {
  const found = await client.send(new DescribeDatasetGroupCommand({ datasetGroupArn })).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
  if (!found) return nothing;
  const group = {
    name: found.datasetGroup?.name ?? lastPart(datasetGroupArn),
    status: found.datasetGroup?.status ?? "",
  };
  const within = [{ client }, { datasetGroupArn }] as const;

  const datasets = await all(paginateListDatasets(...within), ({ datasets }) => datasets);
  const filters = await all(paginateListFilters(...within), ({ Filters }) => Filters);
  const solutions = await all(paginateListSolutions(...within), ({ solutions }) => solutions);
  const trackers = await all(paginateListEventTrackers(...within), ({ eventTrackers }) => eventTrackers);
  const campaigns = (
    await Promise.all(
      solutions.map(({ solutionArn }) =>
        all(paginateListCampaigns({ client }, { solutionArn }), ({ campaigns }) => campaigns),
      ),
    )
  ).flat();

  return {
    group,
    trackers: trackers.map(({ name = "" }) => name),
    datasets: await Promise.all(
      datasets.map(async ({ datasetArn, datasetType = "" }) => {
        const { dataset } = await client.send(new DescribeDatasetCommand({ datasetArn }));
        const schemaArn = dataset?.latestDatasetUpdate?.schemaArn ?? dataset?.schemaArn;
        const { schema } = await client.send(new DescribeSchemaCommand({ schemaArn }));
        const { fields = [] } = JSON.parse(schema?.schema ?? "{}") as { fields?: { name: string }[] };
        return {
          type: datasetType.toLowerCase(),
          schemaName: schema?.name ?? "",
          schema: schema?.schema ?? "{}",
          columns: fields.map(({ name }) => name),
        };
      }),
    ),
    filters: await Promise.all(
      filters.map(async ({ filterArn, name = "" }) => {
        const { filter } = await client.send(new DescribeFilterCommand({ filterArn }));
        return { name, expression: filter?.filterExpression ?? "" };
      }),
    ),
    solutions: await Promise.all(
      solutions.map(async ({ solutionArn, name = "" }) => {
        const { solution } = await client.send(new DescribeSolutionCommand({ solutionArn }));
        const update = solution?.latestSolutionUpdate;
        const config = solution?.solutionConfig;
        return {
          name,
          recipe: lastPart(solution?.recipeArn),
          trainsByItself: (update?.performAutoTraining ?? solution?.performAutoTraining) === true,
          events: (config?.eventsConfig?.eventParametersList ?? []).map(
            ({ eventType = "", weight, eventValueThreshold }) => ({
              type: eventType,
              weight,
              threshold: eventValueThreshold,
            }),
          ),
          parameters: config?.algorithmHyperParameters ?? {},
        };
      }),
    ),
    campaigns: await Promise.all(
      campaigns.map(async ({ campaignArn, name = "" }) => {
        const { campaign } = await client.send(new DescribeCampaignCommand({ campaignArn }));
        const now = { ...campaign, ...campaign?.latestCampaignUpdate };
        const version = now.solutionVersionArn ?? "";
        return {
          name,
          solution: version.split("/").at(-2) ?? "",
          version,
          minProvisionedTPS: now.minProvisionedTPS ?? 1,
          followsLatest: now.campaignConfig?.syncWithLatestSolutionVersion === true,
          givesMetadata: now.campaignConfig?.enableMetadataWithRecommendations === true,
        };
      }),
    ),
  };
};
