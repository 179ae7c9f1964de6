import type { ControlApi } from "../control/api.ts";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, lifeOf, statusOf } from "../lifecycle.ts";
import { limitExceeded, needed } from "../refusals.ts";
import { newestFirst } from "./newest-first.ts";
import { ownRole, readPlace } from "./places.ts";
import type { DeletionRecord } from "./records.ts";
import { startDeletion } from "./start-deletion.ts";

const MOST_PENDING = 5;

/** A deletion job's own words. Source: API reference, DataDeletionJob. */
const words: Readonly<Record<string, string>> = {
  "CREATE PENDING": "PENDING",
  "CREATE IN_PROGRESS": "IN_PROGRESS",
  ACTIVE: "COMPLETED",
  "CREATE FAILED": "FAILED",
};

export const dataDeletionJobs = (context: Context) => {
  const { platform, groups, deletions, arn } = context;
  const { clock } = platform;
  const shown = ({ arn: dataDeletionJobArn, name, groupArn, life }: DeletionRecord) => {
    const { status, ...times } = lifeOf(life, clock.now());
    return { dataDeletionJobArn, datasetGroupArn: groupArn, jobName: name, ...times, status: words[status] };
  };
  return {
    /** Takes users out of the datasets, of what was streamed, and of models; trainings from then on do not know them. */
    CreateDataDeletionJob({ jobName, datasetGroupArn, dataSource, roleArn }) {
      const name = needed(jobName, "jobName");
      const dataLocation = readPlace(dataSource?.dataLocation, "dataSource.dataLocation");
      const role = ownRole(context, roleArn);
      const group = groups.getActive(datasetGroupArn);
      const job: DeletionRecord = {
        arn: arn("data-deletion-job", name),
        name,
        groupArn: group.arn,
        dataLocation,
        roleArn: role,
        life: born(clock, ACTIVE_AFTER.dataDeletionJob, "due"),
      };
      const pending = deletions
        .all()
        .filter(({ groupArn, life }) => groupArn === group.arn && statusOf(life, clock.now()) === "CREATE PENDING");
      if (!deletions.find(job.arn) && pending.length >= MOST_PENDING)
        throw limitExceeded(`More than ${MOST_PENDING} resources with PENDING status.`);
      deletions.add(job);
      startDeletion(context, job.arn);
      return { dataDeletionJobArn: job.arn };
    },
    DescribeDataDeletionJob({ dataDeletionJobArn }) {
      const job = deletions.get(dataDeletionJobArn);
      const { dataLocation, roleArn, numDeleted } = job;
      const answer = shown(job);
      return {
        dataDeletionJob: {
          ...answer,
          dataSource: { dataLocation },
          roleArn,
          ...(answer.status === "COMPLETED" && { numDeleted }),
        },
      };
    },
    ListDataDeletionJobs(input) {
      const all = deletions.all().filter(({ groupArn }) => [undefined, groupArn].includes(input.datasetGroupArn));
      const { page, ...token } = newestFirst(all, input);
      return { dataDeletionJobs: page.map(shown), ...token };
    },
  } satisfies ControlApi;
};
