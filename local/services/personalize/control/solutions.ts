import type { CreateSolutionCommandInput } from "@aws-sdk/client-personalize";
import { never, periodOf, settingsOf, USUAL_SCHEDULE } from "../auto-training.ts";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { checkEvents, checkThreshold } from "../event-rules.ts";
import { born, isUnderWay, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import { recipeOf, whyAbsent } from "../recipe-list.ts";
import { recipeOptions } from "../recipe-parameters.ts";
import type { SolutionRecord } from "../records.ts";
import { inUse, invalid, limitExceeded, needed, notFound } from "../refusals.ts";
import { awaitTraining } from "../tasks/train-by-itself.ts";
import type { ControlApi } from "./api.ts";
import { versionSummary } from "./solution-versions.ts";

const MOST_SOLUTIONS = 10;

/** Source: developer guide, "Configuring automatic training": the first one starts within the hour. */
const FIRST_WITHIN = 3_600_000;

function refuseWhatIsNotHere({
  performAutoML,
  performHPO,
  performIncrementalUpdate,
  solutionConfig,
}: Partial<CreateSolutionCommandInput>) {
  if (performIncrementalUpdate)
    throw invalid("performIncrementalUpdate is supported only for solutions that use the semantic-similarity recipe.");
  const wishes = {
    performAutoML,
    performHPO,
    "solutionConfig.hpoConfig": solutionConfig?.hpoConfig,
    "solutionConfig.autoMLConfig": solutionConfig?.autoMLConfig,
    "solutionConfig.optimizationObjective": solutionConfig?.optimizationObjective,
    "solutionConfig.trainingDataConfig": solutionConfig?.trainingDataConfig,
  };
  for (const [name, wish] of Object.entries(wishes))
    if (wish) throw invalid(`${name} is not part of this local Personalize.`);
}

export const solutions = (context: Context) => {
  const { platform, groups, solutions, versions, campaigns, arn } = context;
  const { clock } = platform;
  /** From when the settings hold, `afterMs` from now, the first automatic training is due within the hour. */
  const firstTraining = (afterMs: number) => ({
    at: clock.due(afterMs + FIRST_WITHIN),
    unlessSince: clock.due(afterMs),
  });
  const shown = ({ arn: solutionArn, name, recipeArn, life }: SolutionRecord) => {
    const { failureReason: _none, ...times } = lifeOf(life, clock.now());
    return { name, solutionArn, recipeArn, ...times };
  };
  const shownUpdate = ({ settings, life }: NonNullable<SolutionRecord["update"]>) => {
    const { autoTraining, events } = settings ?? never;
    return {
      performAutoTraining: autoTraining.isOn,
      solutionUpdateConfig: {
        ...(autoTraining.isOn && { autoTrainingConfig: { schedulingExpression: autoTraining.expression } }),
        ...(events && { eventsConfig: events }),
      },
      ...lifeOf(life, clock.now()),
    };
  };
  return {
    CreateSolution(input) {
      const name = needed(input.name, "name");
      const group = groups.getActive(input.datasetGroupArn);
      const recipeArn = needed(input.recipeArn, "recipeArn");
      const recipe = recipeOf(recipeArn);
      const why = whyAbsent(recipeArn);
      if (why !== undefined) throw invalid(why);
      if (!recipe) throw notFound(recipeArn);
      recipeOptions(recipe.name, input.solutionConfig);
      checkEvents(recipe.name, input.solutionConfig?.eventsConfig);
      checkThreshold(input.solutionConfig);
      refuseWhatIsNotHere(input);
      const expression = input.solutionConfig?.autoTrainingConfig?.schedulingExpression ?? USUAL_SCHEDULE;
      const autoTraining = { isOn: input.performAutoTraining ?? true, expression }; // AWS's default is true, too
      periodOf(expression);
      const solutionArn = arn("solution", name);
      const siblings = solutions.all().filter(({ groupArn }) => groupArn === group.arn);
      if (!solutions.find(solutionArn) && siblings.length >= MOST_SOLUTIONS)
        throw limitExceeded(`More than ${MOST_SOLUTIONS} resources in ACTIVE state. Please delete some and try again.`);
      const life = born(clock, ACTIVE_AFTER.solution);
      const { eventType, solutionConfig: config } = input;
      const nextTraining = autoTraining.isOn ? firstTraining(ACTIVE_AFTER.solution) : undefined;
      const wanted = { name, groupArn: group.arn, recipeArn, eventType, config, settings: { autoTraining } };
      solutions.add({ arn: solutionArn, ...wanted, nextTraining, life });
      awaitTraining(context, solutionArn);
      return { solutionArn };
    },
    DescribeSolution({ solutionArn }) {
      const record = solutions.get(solutionArn);
      const { groupArn, eventType, config, update } = record;
      const { autoTraining, events = config?.eventsConfig } = settingsOf(record, clock.now());
      const own = versions.all().filter((version) => version.solutionArn === record.arn);
      const newest = own.reduce((a, b) => (b.life.createdAt > (a?.life.createdAt ?? 0) ? b : a), own[0]);
      return {
        solution: {
          ...shown(record),
          datasetGroupArn: groupArn,
          performAutoTraining: autoTraining.isOn,
          performAutoML: false,
          performHPO: false,
          eventType,
          solutionConfig: {
            ...config,
            ...(events && { eventsConfig: events }),
            ...(autoTraining.isOn && { autoTrainingConfig: { schedulingExpression: autoTraining.expression } }),
          },
          ...(newest && { latestSolutionVersion: versionSummary(newest, clock.now()) }),
          ...(update && { latestSolutionUpdate: shownUpdate(update) }),
        },
      };
    },
    /** Holds once the update is ACTIVE. A new schedule begins with a training within the hour. */
    UpdateSolution({ solutionArn, performAutoTraining, performIncrementalUpdate, solutionUpdateConfig }) {
      const record = solutions.getActive(solutionArn);
      refuseWhatIsNotHere({ performIncrementalUpdate });
      if (record.update && isUnderWay(record.update.life, clock.now()))
        throw inUse(`Solution ${record.arn} is being updated.`);
      const { autoTrainingConfig, eventsConfig } = solutionUpdateConfig ?? {};
      checkEvents(record.recipeArn.split("/").at(-1) ?? "", eventsConfig);
      const present = settingsOf(record, clock.now());
      const { isOn, expression } = present.autoTraining;
      const autoTraining = {
        isOn: performAutoTraining ?? isOn,
        expression: autoTrainingConfig?.schedulingExpression ?? expression,
      };
      periodOf(autoTraining.expression);
      const isNew = autoTraining.isOn && (!isOn || autoTraining.expression !== expression);
      const settings = { autoTraining, events: eventsConfig ?? present.events };
      solutions.put({
        ...record,
        settings: present,
        update: { settings, life: born(clock, ACTIVE_AFTER.solutionUpdate) },
        nextTraining: isNew ? firstTraining(ACTIVE_AFTER.solutionUpdate) : record.nextTraining,
      });
      if (isNew) awaitTraining(context, record.arn);
      return { solutionArn: record.arn };
    },
    ListSolutions(input) {
      const all = solutions
        .all()
        .filter(({ groupArn }) => !input.datasetGroupArn || groupArn === input.datasetGroupArn);
      const { page, ...token } = pageOf(all, input);
      return { solutions: page.map(shown), ...token };
    },
    DeleteSolution({ solutionArn }) {
      const record = solutions.get(solutionArn);
      if (record.update && isUnderWay(record.update.life, clock.now()))
        throw inUse(`Solution ${record.arn} is being updated.`);
      const isOwn = (versionArn: string | undefined) => versionArn?.startsWith(`${record.arn}/`) ?? false;
      const serving = campaigns.all().find(({ versionArn, update }) => isOwn(versionArn) || isOwn(update?.versionArn));
      if (serving) throw inUse(`Solution ${record.arn} is used by campaign ${serving.arn}.`);
      const own = versions.all().filter((version) => version.solutionArn === record.arn);
      const training = own.find(({ life }) => isUnderWay(life, clock.now()));
      if (training) throw inUse(`Solution ${record.arn} is used by ${training.arn}.`);
      solutions.delete(record);
      for (const version of own) versions.delete(version);
      return {};
    },
  } satisfies ControlApi;
};
