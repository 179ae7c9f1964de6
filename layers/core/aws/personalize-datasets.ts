import {
  CreateDatasetCommand,
  CreateDatasetGroupCommand,
  CreateDatasetImportJobCommand,
  CreateEventTrackerCommand,
  CreateFilterCommand,
  CreateSchemaCommand,
  DescribeDatasetCommand,
  DescribeDatasetGroupCommand,
  DescribeDatasetImportJobCommand,
  DescribeEventTrackerCommand,
  DescribeFilterCommand,
  DescribeSchemaCommand,
  ListEventTrackersCommand,
  paginateListDatasetImportJobs,
  UpdateDatasetCommand,
  type ImportMode,
} from "@aws-sdk/client-personalize";
import type { Dataset } from "../domain/datasets.ts";
import type { Account } from "./personalize-account.ts";
import { latest, onlyOnce, unlessAbsent, type Found } from "./personalize-answers.ts";

/** What holds the data: dataset group, schemas, datasets, imports, event tracker, filters. All are known by name. */
export const datasetVerbs = ({ client, arnOf, roleArn }: Account) => {
  const groupArn = (name: string) => arnOf("dataset-group", name);
  const datasetArn = (group: string, dataset: Dataset) => arnOf("dataset", `${group}/${dataset.toUpperCase()}`);

  return {
    async datasetGroup(name: string): Promise<Found | undefined> {
      const datasetGroupArn = await groupArn(name);
      const found = await unlessAbsent(client.send(new DescribeDatasetGroupCommand({ datasetGroupArn })));
      return found && latest(datasetGroupArn, found.datasetGroup ?? {});
    },

    createDatasetGroup: (name: string) => onlyOnce(client.send(new CreateDatasetGroupCommand({ name }))),

    /** A schema has no status: it is there or it is not. */
    async schema(name: string): Promise<Found | undefined> {
      const schemaArn = await arnOf("schema", name);
      const found = await unlessAbsent(client.send(new DescribeSchemaCommand({ schemaArn })));
      return found && { arn: schemaArn, status: "ACTIVE" };
    },

    /** The Avro text of a schema; "" when there is none. */
    async schemaText(schemaArn: string): Promise<string> {
      const found = await unlessAbsent(client.send(new DescribeSchemaCommand({ schemaArn })));
      return found?.schema?.schema ?? "";
    },

    createSchema: (name: string, schema: string) => onlyOnce(client.send(new CreateSchemaCommand({ name, schema }))),

    async dataset(group: string, dataset: Dataset): Promise<(Found & { schemaArn: string }) | undefined> {
      const arn = await datasetArn(group, dataset);
      const found = await unlessAbsent(client.send(new DescribeDatasetCommand({ datasetArn: arn })));
      if (!found) return undefined;
      const { latestDatasetUpdate: update, ...resource } = found.dataset ?? {};
      return { ...latest(arn, resource, update), schemaArn: String(update?.schemaArn ?? resource.schemaArn) };
    },

    async createDataset(group: string, dataset: Dataset, schemaArn: string): Promise<void> {
      const datasetGroupArn = await groupArn(group);
      const wanted = { name: `${group}-${dataset}`, datasetGroupArn, datasetType: dataset, schemaArn };
      return onlyOnce(client.send(new CreateDatasetCommand(wanted)));
    },

    async changeSchema(group: string, dataset: Dataset, schemaArn: string): Promise<void> {
      await client.send(new UpdateDatasetCommand({ datasetArn: await datasetArn(group, dataset), schemaArn }));
    },

    /** A group has one event tracker at most; its ARN cannot be known before it exists. */
    async eventTracker(group: string): Promise<(Found & { trackingId: string }) | undefined> {
      const datasetGroupArn = await groupArn(group);
      const { eventTrackers = [] } = await client.send(new ListEventTrackersCommand({ datasetGroupArn }));
      const eventTrackerArn = eventTrackers[0]?.eventTrackerArn;
      if (eventTrackerArn === undefined) return undefined;
      const found = await unlessAbsent(client.send(new DescribeEventTrackerCommand({ eventTrackerArn })));
      if (!found) return undefined;
      return {
        ...latest(eventTrackerArn, found.eventTracker ?? {}),
        trackingId: String(found.eventTracker?.trackingId),
      };
    },

    async createEventTracker(group: string, name: string): Promise<void> {
      const datasetGroupArn = await groupArn(group);
      return onlyOnce(client.send(new CreateEventTrackerCommand({ name, datasetGroupArn })));
    },

    async filter(name: string): Promise<(Found & { expression: string }) | undefined> {
      const filterArn = await arnOf("filter", name);
      const found = await unlessAbsent(client.send(new DescribeFilterCommand({ filterArn })));
      return found && { ...latest(filterArn, found.filter ?? {}), expression: String(found.filter?.filterExpression) };
    },

    async createFilter(group: string, name: string, filterExpression: string): Promise<void> {
      const datasetGroupArn = await groupArn(group);
      return onlyOnce(client.send(new CreateFilterCommand({ name, datasetGroupArn, filterExpression })));
    },

    async importJob(name: string): Promise<(Found & { mode: ImportMode | undefined }) | undefined> {
      const datasetImportJobArn = await arnOf("dataset-import-job", name);
      const found = await unlessAbsent(client.send(new DescribeDatasetImportJobCommand({ datasetImportJobArn })));
      return (
        found && {
          ...latest(datasetImportJobArn, found.datasetImportJob ?? {}),
          mode: found.datasetImportJob?.importMode,
        }
      );
    },

    /** The import that was begun last of a dataset, by whomever; undefined when there is none, or when we may not list them. */
    async newestImport(group: string, dataset: Dataset): Promise<Found | undefined> {
      let newest: { arn: string; status: string; at: number } | undefined;
      try {
        const pages = paginateListDatasetImportJobs(
          { client, pageSize: 100 },
          { datasetArn: await datasetArn(group, dataset) },
        );
        for await (const { datasetImportJobs = [] } of pages)
          for (const { datasetImportJobArn: arn = "", status = "", creationDateTime } of datasetImportJobs) {
            const at = creationDateTime?.getTime() ?? 0;
            if (newest === undefined || at > newest.at) newest = { arn, status, at };
          }
      } catch (error) {
        if ((error as Error).name === "AccessDeniedException") return undefined;
        throw error;
      }
      return newest;
    },

    /** Names of the account's imports that have not ended, of whichever dataset group; undefined when we may not list them. */
    async importsUnderWay(): Promise<string[] | undefined> {
      const names: string[] = [];
      try {
        for await (const { datasetImportJobs = [] } of paginateListDatasetImportJobs({ client, pageSize: 100 }, {}))
          for (const { jobName = "", status = "" } of datasetImportJobs)
            if (/PENDING|IN_PROGRESS/.test(status)) names.push(jobName);
      } catch (error) {
        if ((error as Error).name === "AccessDeniedException") return undefined;
        throw error;
      }
      return names;
    },

    /**
     * FULL replaces what earlier imports brought; INCREMENTAL adds interactions to it, and knows nothing of those that are there
     * already. Events sent in real time stay. `from` is an S3 folder with its slash.
     */
    async createImportJob(
      name: string,
      group: string,
      dataset: Dataset,
      from: string,
      importMode: ImportMode = "FULL",
    ): Promise<void> {
      const wanted = {
        jobName: name,
        datasetArn: await datasetArn(group, dataset),
        dataSource: { dataLocation: from },
        roleArn,
        importMode,
      };
      return onlyOnce(client.send(new CreateDatasetImportJobCommand(wanted)));
    },
  };
};
