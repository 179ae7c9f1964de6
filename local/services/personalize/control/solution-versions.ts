import type { TrainingMode } from "@aws-sdk/client-personalize";
import type { Context } from "../context.ts";
import { STOPPED_AFTER } from "../durations.ts";
import { isActive, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { SolutionRecord, VersionRecord } from "../records.ts";
import { inUse, invalid, limitExceeded } from "../refusals.ts";
import { hasNewData } from "../tasks/new-data.ts";
import { stopTraining } from "../tasks/start-training.ts";
import { addVersion, MOST_TRAININGS, trainingsUnderWay } from "../tasks/train-by-itself.ts";
import type { ControlApi } from "./api.ts";

export const versionSummary = ({ arn, mode, type = "MANUAL", life }: VersionRecord, now: number) => ({
  solutionVersionArn: arn,
  trainingMode: mode,
  trainingType: type,
  ...lifeOf(life, now),
});

export const solutionVersions = (context: Context) => {
  const { platform, solutions, versions } = context;
  const { clock } = platform;
  /** UPDATE goes on from a FULL training, and only User-Personalization knows it. */
  const checkMode = ({ arn, recipeArn }: SolutionRecord, mode: TrainingMode): void => {
    const recipe = recipeArn.split("/").at(-1) ?? "";
    if (mode !== "UPDATE" || recipe !== "aws-user-personalization")
      throw invalid(`Training mode ${mode} is not valid for recipe ${recipe}.`);
    const own = versions.all().filter(({ solutionArn }) => solutionArn === arn);
    const full = own.filter((version) => version.mode === "FULL" && isActive(version.life, clock.now()));
    if (full.length === 0)
      throw invalid("Training mode UPDATE needs an active solution version with training mode set to FULL.");
    const last = full.reduce((a, b) => (b.life.createdAt > a.life.createdAt ? b : a));
    if (!hasNewData(context, last))
      throw invalid(
        "There should be updates to at least one dataset after last active solution version with training mode set to FULL",
      );
  };
  return {
    CreateSolutionVersion({ name, solutionArn, trainingMode: mode = "FULL" }) {
      const solution = solutions.getActive(solutionArn);
      if (mode !== "FULL") checkMode(solution, mode);
      if (trainingsUnderWay(context) >= MOST_TRAININGS)
        throw limitExceeded(`More than ${MOST_TRAININGS} resources with PENDING or IN_PROGRESS status.`);
      return { solutionVersionArn: addVersion(context, solution, { name, mode, type: "MANUAL" }).arn };
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
