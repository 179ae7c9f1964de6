import { looksAtVisitors, recipes } from "../../../recommender/recipes.ts";
import type { Context } from "../context.ts";
import { datasetArn } from "../data/catalogue.ts";
import { rulesOf } from "../event-rules.ts";
import { recipeOptions } from "../recipe-parameters.ts";
import type { VersionRecord } from "../records.ts";
import { followLatest } from "./follow-latest.ts";
import type { RowsPlace } from "./dataset-rows.ts";
import type { TrainTask } from "./tasks.ts";
import { WorkFailed } from "./workshop.ts";

const underWay = new WeakMap<Context, Map<string, AbortController>>();

const controllersOf = (context: Context): Map<string, AbortController> => {
  const known = underWay.get(context) ?? new Map<string, AbortController>();
  underWay.set(context, known);
  return known;
};

/** Train a version once its time has come; also called at start for those that a stop of the process left undone. */
export function startTraining(context: Context, arn: string): void {
  const { life } = context.versions.get(arn);
  context.platform.clock.at(life.startsAt, () => void trainNow(context, arn));
}

/** Ends the work on a version; what it has so far is dropped. */
export function stopTraining(context: Context, arn: string): void {
  controllersOf(context).get(arn)?.abort();
}

async function trainNow(context: Context, arn: string): Promise<void> {
  const version = context.versions.find(arn);
  if (!version || version.life.work !== "due" || version.life.stopping || version.life.deleting) return;
  const controller = new AbortController();
  controllersOf(context).set(arn, controller);
  let streamedThrough = 0;
  const outcome = await context.workshop
    .run(() => {
      const task = taskOf(context, version);
      streamedThrough = task.streamedThrough;
      return task;
    }, controller.signal)
    .then(
      ({ metrics, seconds }) => ({
        life: { work: "done" as const },
        metrics,
        trainingHours: seconds / 3600,
        streamedThrough,
      }),
      (error: unknown) => {
        if (!(error instanceof WorkFailed)) console.error(`personalize: ${arn}:`, error);
        return {
          life: {
            work: "failed" as const,
            failureReason: error instanceof WorkFailed ? error.message : "Internal error.",
          },
        };
      },
    );
  controllersOf(context).delete(arn);
  const now = context.versions.find(arn);
  if (!now || now.life.stopping) return;
  const life = { ...now.life, ...outcome.life, workedAt: context.platform.clock.now() };
  context.versions.put({ ...now, ...outcome, life });
  followWhenActive(context, { ...now, life });
}

/** Campaigns that follow the solution are told when the version is ACTIVE; also called at start. */
export function followWhenActive(context: Context, { life }: VersionRecord): void {
  if (life.work === "done") context.platform.clock.at(life.endsAt, () => followLatest(context));
}

function taskOf(context: Context, version: VersionRecord): TrainTask {
  const { platform, datasets, solutions, events, path } = context;
  const { groupArn } = version;
  const solution = solutions.find(version.solutionArn);
  const interactions = datasets.find(datasetArn(groupArn, "INTERACTIONS"));
  const rowsOf = (type: "ITEMS" | "USERS", idColumn: RowsPlace["idColumn"]): RowsPlace => {
    const arn = datasetArn(groupArn, type);
    return { parts: (datasets.find(arn)?.parts ?? []).map(({ file }) => path(file)), arn, idColumn };
  };
  const recipe = recipes[solution?.recipeArn.split("/").at(-1) ?? ""];
  if (!solution || !recipe) throw new WorkFailed("The solution was deleted.");
  if (!interactions) throw new WorkFailed("The dataset group has no Interactions dataset.");
  return {
    kind: "train",
    recipe,
    groupArn,
    parts: interactions.parts.map(({ file }) => path(file)),
    database: platform.state.database.location() ?? "",
    streamedThrough: events.newest(groupArn),
    items: rowsOf("ITEMS", "ITEM_ID"),
    ...(looksAtVisitors(recipe) && { users: rowsOf("USERS", "USER_ID") }),
    rules: rulesOf(solution, platform.clock.now()),
    options: recipeOptions(solution.recipeArn.split("/").at(-1) ?? "", solution.config),
    memory: context.trainingMemory,
    output: path(version.file),
  };
}
