import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { GroupRecord } from "../records.ts";
import { inUse, invalid, limitExceeded, needed } from "../refusals.ts";
import type { ControlApi } from "./api.ts";

const MOST_GROUPS = 5;

export const datasetGroups = ({
  platform: { clock },
  groups,
  datasets,
  solutions,
  trackers,
  filters,
  arn,
}: Context) => {
  const shown = ({ arn: datasetGroupArn, name, life }: GroupRecord) => ({
    name,
    datasetGroupArn,
    ...lifeOf(life, clock.now()),
  });
  return {
    CreateDatasetGroup({ name: given, roleArn, kmsKeyArn, domain }) {
      const name = needed(given, "name");
      if (domain) throw invalid("Domain dataset groups are not part of this local Personalize.");
      const datasetGroupArn = arn("dataset-group", name);
      if (!groups.find(datasetGroupArn) && groups.all().length >= MOST_GROUPS) {
        throw limitExceeded(`More than ${MOST_GROUPS} resources in ACTIVE state. Please delete some and try again.`);
      }
      groups.add({ arn: datasetGroupArn, name, roleArn, kmsKeyArn, life: born(clock, ACTIVE_AFTER.datasetGroup) });
      return { datasetGroupArn };
    },
    DescribeDatasetGroup({ datasetGroupArn }) {
      const record = groups.get(datasetGroupArn);
      return { datasetGroup: { ...shown(record), roleArn: record.roleArn, kmsKeyArn: record.kmsKeyArn } };
    },
    ListDatasetGroups(input) {
      const { page, ...token } = pageOf(groups.all(), input);
      return { datasetGroups: page.map(shown), ...token };
    },
    DeleteDatasetGroup({ datasetGroupArn }) {
      const group = groups.get(datasetGroupArn);
      for (const shelf of [datasets, solutions, trackers, filters]) {
        const left = shelf.all().find(({ groupArn }) => groupArn === group.arn);
        if (left) throw inUse(`Dataset group ${group.arn} still has ${left.arn}.`);
      }
      groups.delete(group);
      return {};
    },
  } satisfies ControlApi;
};
