import type { Context } from "../context.ts";
import { datasetArn as arnOf } from "../data/catalogue.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isActive, isUnderWay, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { DatasetRecord, DatasetType } from "../records.ts";
import { inUse, invalid, needed, notFound } from "../refusals.ts";
import { checkGrowth, checkSchemaFor } from "../schema-fields.ts";
import type { ControlApi } from "./api.ts";

const TYPES: readonly string[] = ["INTERACTIONS", "ITEMS", "USERS"] satisfies DatasetType[];

export const datasets = ({ platform: { clock }, groups, datasets, schemas, imports, versions }: Context) => {
  const shown = ({ arn, name, type, life }: DatasetRecord) => {
    const { failureReason: _none, ...times } = lifeOf(life, clock.now());
    return { name, datasetArn: arn, datasetType: type, ...times };
  };
  const checkSchema = (type: DatasetType, schemaArn: string) => {
    const found = schemas.get(schemaArn);
    if (!found) throw notFound(schemaArn);
    checkSchemaFor(type, found.schema);
  };
  const schemaInUse = ({ schemaArn, update }: DatasetRecord) =>
    update && isActive(update.life, clock.now()) ? update.schemaArn : schemaArn;
  return {
    CreateDataset({ name: given, datasetGroupArn, datasetType = "", schemaArn: wanted }) {
      const type = datasetType.toUpperCase() as DatasetType;
      if (!TYPES.includes(type))
        throw invalid(`Dataset type ${datasetType} is not part of this local Personalize: ${TYPES.join(", ")}.`);
      const schemaArn = needed(wanted, "schemaArn");
      const group = groups.getActive(datasetGroupArn);
      checkSchema(type, schemaArn);
      const life = born(clock, ACTIVE_AFTER.dataset);
      const record = {
        arn: arnOf(group.arn, type),
        name: needed(given, "name"),
        groupArn: group.arn,
        type,
        schemaArn,
        parts: [],
        life,
      };
      datasets.add(record);
      return { datasetArn: record.arn };
    },
    DescribeDataset({ datasetArn }) {
      const record = datasets.get(datasetArn);
      const { update } = record;
      return {
        dataset: {
          ...shown(record),
          datasetGroupArn: record.groupArn,
          schemaArn: schemaInUse(record),
          ...(update && { latestDatasetUpdate: { schemaArn: update.schemaArn, ...lifeOf(update.life, clock.now()) } }),
        },
      };
    },
    /** Another schema for the same data: columns the new one adds are filled by the next import. */
    UpdateDataset({ datasetArn, schemaArn: wanted }) {
      const record = datasets.getActive(datasetArn);
      const schemaArn = needed(wanted, "schemaArn");
      checkSchema(record.type, schemaArn);
      checkGrowth(schemas.get(schemaInUse(record))?.schema, schemas.get(schemaArn)?.schema);
      if (record.update && isUnderWay(record.update.life, clock.now()))
        throw inUse(`Dataset ${record.arn} is being updated.`);
      const life = born(clock, ACTIVE_AFTER.datasetUpdate);
      datasets.put({ ...record, schemaArn: schemaInUse(record), update: { schemaArn, life } });
      return { datasetArn: record.arn };
    },
    ListDatasets(input) {
      const all = datasets.all().filter(({ groupArn }) => !input.datasetGroupArn || groupArn === input.datasetGroupArn);
      const { page, ...token } = pageOf(all, input);
      return { datasets: page.map(shown), ...token };
    },
    DeleteDataset({ datasetArn }) {
      const record = datasets.get(datasetArn);
      const users = [
        ...imports.all().filter((job) => job.datasetArn === record.arn),
        ...versions.all().filter((version) => version.groupArn === record.groupArn),
      ];
      const busy = users.find(({ life }) => isUnderWay(life, clock.now()));
      if (busy) throw inUse(`Dataset ${record.arn} is used by ${busy.arn}.`);
      datasets.delete(record);
      return {};
    },
  } satisfies ControlApi;
};
