import { randomBytes } from "node:crypto";
import type { TrainingMode, TrainingType } from "@aws-sdk/client-personalize";
import { periodOf, settingsOf } from "../auto-training.ts";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isUnderWay } from "../lifecycle.ts";
import type { SolutionRecord, VersionRecord } from "../records.ts";
import { fileName } from "./file-name.ts";
import { hasNewData } from "./new-data.ts";
import { startTraining } from "./start-training.ts";

/** Pending and in progress together. Source: developer guide, quotas. */
export const MOST_TRAININGS = 20;

interface Training {
  readonly name?: string | undefined;
  readonly mode: TrainingMode;
  readonly type: TrainingType;
}

export const trainingsUnderWay = ({ versions, platform }: Context): number =>
  versions.all().filter(({ life }) => isUnderWay(life, platform.clock.now())).length;

/** A new version of a solution, its training begun. Throws ResourceAlreadyExistsException for a name that is taken. */
export function addVersion(context: Context, solution: SolutionRecord, { name, mode, type }: Training): VersionRecord {
  const arn = `${solution.arn}/${name ?? randomBytes(4).toString("hex")}`;
  const life = born(context.platform.clock, ACTIVE_AFTER.solutionVersion, "due");
  const file = `personalize/models/${fileName(arn)}.${life.createdAt}.model`;
  const { groupArn } = solution;
  const version = { arn, name: name ?? "", solutionArn: solution.arn, groupArn, mode, type, file, life };
  context.versions.add(version);
  startTraining(context, arn);
  return version;
}

/** Wakes for the solution's next automatic training; also called at start. */
export function awaitTraining(context: Context, solutionArn: string): void {
  const { nextTraining } = context.solutions.find(solutionArn) ?? {};
  if (nextTraining) context.platform.clock.at(nextTraining.at, () => trainByItself(context, solutionArn));
}

/** Trains if the time is right and there is something new, and plans the next time: all of it or nothing. */
function trainByItself(context: Context, solutionArn: string): void {
  const { platform, solutions } = context;
  const solution = solutions.find(solutionArn);
  const { nextTraining } = solution ?? {};
  if (!solution || !nextTraining || nextTraining.at > platform.clock.now() || solution.life.deleting) return;
  const { autoTraining } = settingsOf(solution, platform.clock.now());
  platform.state.transaction(() => {
    const isWanted = autoTraining.isOn && !wasTrainedSince(context, solution) && hasNews(context, solution);
    if (isWanted && trainingsUnderWay(context) < MOST_TRAININGS)
      addVersion(context, solution, { mode: "FULL", type: "AUTOMATIC" });
    solutions.put({ ...solution, nextTraining: { at: platform.clock.due(periodOf(autoTraining.expression)) } });
  });
  awaitTraining(context, solutionArn);
}

const versionsOf = ({ versions }: Context, { arn }: SolutionRecord): VersionRecord[] =>
  versions.all().filter(({ solutionArn }) => solutionArn === arn);

/** A version made by hand in the first hour replaces the first automatic one. */
const wasTrainedSince = (context: Context, solution: SolutionRecord): boolean => {
  const since = solution.nextTraining?.unlessSince;
  return since !== undefined && versionsOf(context, solution).some(({ life }) => life.createdAt >= since);
};

/** A first version, or interactions that the last one did not see. */
function hasNews(context: Context, solution: SolutionRecord): boolean {
  const own = versionsOf(context, solution);
  const last = own.reduce((a, b) => (b.life.createdAt > (a?.life.createdAt ?? 0) ? b : a), own[0]);
  return last === undefined || hasNewData(context, last, ["INTERACTIONS"]);
}
