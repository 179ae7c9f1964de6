import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER, STOPPED_AFTER } from "../durations.ts";
import { born, isUnderWay, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { VersionRecord } from "../records.ts";
import { inUse, invalid, limitExceeded } from "../refusals.ts";
import { fileName } from "../tasks/file-name.ts";
import { startTraining, stopTraining } from "../tasks/start-training.ts";
import type { ControlApi } from "./api.ts";

const MOST_UNDER_WAY = 20;

export const versionSummary = ({ arn, mode, life }: VersionRecord, now: number) => ({
  solutionVersionArn: arn,
  trainingMode: mode,
  trainingType: "MANUAL" as const,
  ...lifeOf(life, now),
});

export const solutionVersions = (context: Context) => {
  const { platform, solutions, versions } = context;
  const { clock } = platform;
  return {
    CreateSolutionVersion({ name, solutionArn, trainingMode: mode = "FULL" }) {
      if (mode !== "FULL") throw invalid(`Training mode ${mode} is not part of this local Personalize: only FULL is.`);
      const solution = solutions.getActive(solutionArn);
      if (versions.all().filter(({ life }) => isUnderWay(life, clock.now())).length >= MOST_UNDER_WAY) {
        throw limitExceeded(`More than ${MOST_UNDER_WAY} resources with PENDING or IN_PROGRESS status.`);
      }
      const arn = `${solution.arn}/${name ?? randomBytes(4).toString("hex")}`;
      const life = born(clock, ACTIVE_AFTER.solutionVersion, "due");
      const file = `personalize/models/${fileName(arn)}.${life.createdAt}.model`;
      versions.add({ arn, name: name ?? "", solutionArn: solution.arn, groupArn: solution.groupArn, mode, file, life });
      startTraining(context, arn);
      return { solutionVersionArn: arn };
    },
    DescribeSolutionVersion({ solutionVersionArn }) {
      const record = versions.get(solutionVersionArn);
      const solution = solutions.get(record.solutionArn);
      return {
        solutionVersion: {
          ...versionSummary(record, clock.now()),
          ...(record.name !== "" && { name: record.name }),
          solutionArn: solution.arn,
          datasetGroupArn: record.groupArn,
          recipeArn: solution.recipeArn,
          performAutoML: false,
          performHPO: false,
          eventType: solution.eventType,
          solutionConfig: solution.config,
          trainingHours: record.trainingHours,
        },
      };
    },
    ListSolutionVersions(input) {
      const all = versions.all().filter(({ solutionArn }) => !input.solutionArn || solutionArn === input.solutionArn);
      const { page, ...token } = pageOf(all, input);
      return { solutionVersions: page.map((version) => versionSummary(version, clock.now())), ...token };
    },
    /** Waiting: stopped at once. Training: stopping, then stopped. Neither can be resumed. */
    StopSolutionVersionCreation({ solutionVersionArn }) {
      const record = versions.get(solutionVersionArn);
      const status = versions.statusOf(record);
      if (status !== "CREATE PENDING" && status !== "CREATE IN_PROGRESS") {
        throw inUse(`Solution version ${record.arn} is in ${status} status and cannot be stopped.`);
      }
      const since = clock.now();
      const until = status === "CREATE PENDING" ? since : clock.due(STOPPED_AFTER);
      versions.put({ ...record, life: { ...record.life, stopping: { since, until } } });
      stopTraining(context, record.arn);
      return {};
    },
    GetSolutionMetrics({ solutionVersionArn }) {
      const record = versions.getActive(solutionVersionArn);
      return { solutionVersionArn: record.arn, metrics: { ...record.metrics } };
    },
  } satisfies ControlApi;
};
