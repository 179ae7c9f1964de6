import { awsError } from "../../../kernel/wire/call.ts";
import { accountIn } from "../account-in.ts";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isUnderWay, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { ImportRecord } from "../records.ts";
import { invalid, limitExceeded, needed } from "../refusals.ts";
import { startImport } from "../tasks/start-import.ts";
import type { ControlApi } from "./api.ts";

const MOST_UNDER_WAY = 5;

export const importJobs = (context: Context) => {
  const { platform, datasets, imports, arn } = context;
  const { clock } = platform;
  const shown = ({ arn: datasetImportJobArn, name, mode, life }: ImportRecord) => ({
    datasetImportJobArn,
    jobName: name,
    importMode: mode,
    ...lifeOf(life, clock.now()),
  });
  return {
    CreateDatasetImportJob({ jobName, datasetArn, dataSource, roleArn, importMode: mode = "FULL" }) {
      const name = needed(jobName, "jobName");
      const dataLocation = needed(dataSource?.dataLocation, "dataSource.dataLocation");
      if (!/^s3:\/\/[^/]+\/.*/.test(dataLocation)) throw invalid("Invalid Data location.");
      if (roleArn === undefined) throw invalid("roleArn is required.");
      if (accountIn(roleArn) !== platform.account)
        throw awsError("AccessDeniedException", "Cross-account pass role is not allowed.");
      const dataset = datasets.getActive(datasetArn);
      if (mode === "INCREMENTAL" && dataset.parts.length === 0) {
        throw invalid("An INCREMENTAL import needs an earlier FULL import of the dataset.");
      }
      const record: ImportRecord = {
        arn: arn("dataset-import-job", name),
        name,
        datasetArn: dataset.arn,
        groupArn: dataset.groupArn,
        dataLocation,
        roleArn,
        mode,
        life: born(clock, ACTIVE_AFTER.datasetImportJob, "due"),
      };
      const underWay = imports.all().filter(({ life }) => isUnderWay(life, clock.now()));
      if (!imports.find(record.arn) && underWay.length >= MOST_UNDER_WAY) {
        throw limitExceeded(`More than ${MOST_UNDER_WAY} resources with PENDING or IN_PROGRESS status.`);
      }
      imports.add(record);
      startImport(context, record.arn);
      return { datasetImportJobArn: record.arn };
    },
    DescribeDatasetImportJob({ datasetImportJobArn }) {
      const record = imports.get(datasetImportJobArn);
      const { datasetArn, dataLocation, roleArn } = record;
      return { datasetImportJob: { ...shown(record), datasetArn, dataSource: { dataLocation }, roleArn } };
    },
    ListDatasetImportJobs(input) {
      const all = imports.all().filter(({ datasetArn }) => !input.datasetArn || datasetArn === input.datasetArn);
      const { page, ...token } = pageOf(all, input);
      return { datasetImportJobs: page.map(shown), ...token };
    },
  } satisfies ControlApi;
};
