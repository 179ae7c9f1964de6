import type { CreateSolutionCommandInput } from "@aws-sdk/client-personalize";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isUnderWay, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import { recipeOf, whyAbsent } from "../recipe-list.ts";
import { recipeOptions } from "../recipe-parameters.ts";
import type { SolutionRecord } from "../records.ts";
import { inUse, invalid, limitExceeded, needed, notFound } from "../refusals.ts";
import type { ControlApi } from "./api.ts";
import { versionSummary } from "./solution-versions.ts";

const MOST_SOLUTIONS = 10;

/** AWS trains every seven days unless told otherwise; here nothing trains unasked, so the wish is refused, not ignored. */
const NO_AUTO_TRAINING =
  "Automatic training is not part of this local Personalize. Set performAutoTraining to false and use CreateSolutionVersion.";

function refuseWhatIsNotHere({
  performAutoTraining,
  performAutoML,
  performHPO,
  performIncrementalUpdate,
  solutionConfig,
}: CreateSolutionCommandInput) {
  if (performAutoTraining !== false) throw invalid(NO_AUTO_TRAINING);
  const wishes = {
    performAutoML,
    performHPO,
    performIncrementalUpdate,
    "solutionConfig.optimizationObjective": solutionConfig?.optimizationObjective,
    "solutionConfig.trainingDataConfig": solutionConfig?.trainingDataConfig,
  };
  for (const [name, wish] of Object.entries(wishes))
    if (wish) throw invalid(`${name} is not part of this local Personalize.`);
}

export const solutions = ({ platform: { clock }, groups, solutions, versions, campaigns, arn }: Context) => {
  const shown = ({ arn: solutionArn, name, recipeArn, life }: SolutionRecord) => {
    const { failureReason: _none, ...times } = lifeOf(life, clock.now());
    return { name, solutionArn, recipeArn, ...times };
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
      refuseWhatIsNotHere(input);
      const solutionArn = arn("solution", name);
      const siblings = solutions.all().filter(({ groupArn }) => groupArn === group.arn);
      if (!solutions.find(solutionArn) && siblings.length >= MOST_SOLUTIONS)
        throw limitExceeded(`More than ${MOST_SOLUTIONS} solutions in the dataset group.`);
      const life = born(clock, ACTIVE_AFTER.solution);
      const { eventType, solutionConfig: config } = input;
      solutions.add({ arn: solutionArn, name, groupArn: group.arn, recipeArn, eventType, config, life });
      return { solutionArn };
    },
    DescribeSolution({ solutionArn }) {
      const record = solutions.get(solutionArn);
      const { groupArn, eventType, config, update } = record;
      const own = versions.all().filter((version) => version.solutionArn === record.arn);
      const newest = own.reduce((a, b) => (b.life.createdAt > (a?.life.createdAt ?? 0) ? b : a), own[0]);
      return {
        solution: {
          ...shown(record),
          datasetGroupArn: groupArn,
          performAutoTraining: false,
          performAutoML: false,
          performHPO: false,
          eventType,
          solutionConfig: config,
          ...(newest && { latestSolutionVersion: versionSummary(newest, clock.now()) }),
          ...(update && { latestSolutionUpdate: { performAutoTraining: false, ...lifeOf(update.life, clock.now()) } }),
        },
      };
    },
    UpdateSolution({ solutionArn, performAutoTraining, performIncrementalUpdate, solutionUpdateConfig }) {
      const record = solutions.getActive(solutionArn);
      if (performAutoTraining || solutionUpdateConfig?.autoTrainingConfig) throw invalid(NO_AUTO_TRAINING);
      if (performIncrementalUpdate || solutionUpdateConfig?.eventsConfig) {
        throw invalid("Of a solution only performAutoTraining can be updated in this local Personalize.");
      }
      if (record.update && isUnderWay(record.update.life, clock.now()))
        throw inUse(`Solution ${record.arn} is being updated.`);
      solutions.put({ ...record, update: { life: born(clock, ACTIVE_AFTER.solutionUpdate) } });
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
