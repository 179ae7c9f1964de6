import type { Found, Personalize } from "@millrace/core/aws/personalize";
import type { Solution } from "@millrace/core/domain/pipeline";
import type { Imported, Run, TrainedModel } from "@millrace/core/domain/run";
import { meaningOfPersonalize } from "@millrace/core/domain/status";
import type { Ledger } from "../ledger.ts";
import type { Step } from "../step.ts";
import { fullName } from "../names.ts";
import { absent, done, each, failed, resource, type Progress } from "../progress.ts";
import { trainingsLeft, type TrainingFacts } from "../training-quota.ts";
import { learnedFrom, unchangedSince } from "../unchanged.ts";

export interface TrainNeeds {
  readonly personalize: Personalize;
  readonly ledger: Pick<Ledger, "run" | "runs">;
  readonly name: string;
  /** The dataset group's whole name when it is not the installation's. */
  readonly group?: string | undefined;
  readonly solutions: readonly Solution[];
  readonly mostTrainingsPerDay: number;
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Solutions of the run's day; a forced run trains all. */
const dueFor = (run: Run, solutions: readonly Solution[]): Solution[] => {
  const day = weekdays[new Date(`${run.id.slice(0, 10)}T00:00:00Z`).getUTCDay()];
  return solutions.filter(({ days }) => run.force || days === undefined || (day !== undefined && days.includes(day)));
};

const solutionFor = async (solution: Solution, needs: TrainNeeds) => {
  const { name, recipe, events, parameters } = solution;
  const { personalize } = needs;
  const whole = fullName(needs.name, solution);
  const found = await personalize.solution(whole);
  if (found && found.recipe !== recipe)
    return failed(
      `solution ${name} has recipe ${found.recipe} on Personalize but ${recipe} in pipeline.yml: give the new one another name`,
    );

  const create = () => personalize.createSolution(needs.group ?? needs.name, whole, recipe, { events, parameters });
  const state = resource(`solution ${name}`, found, create);
  if (state.is !== "done" || !state.output.trainsByItself) return state;
  return absent(`automatic training of ${name} turned off`, () => personalize.stopAutoTraining(whole));
};

const versionName = ({ name }: Solution, run: Run, needs: TrainNeeds) => `${needs.name}-${name}-${run.id}`;

interface Version extends Found {
  readonly trainedBy?: string;
}

/** What an earlier run trained on the same data in the same way; otherwise named after its solution and the run, so that it is trained once. */
const versionFor = async (
  solution: Solution,
  run: Run,
  same: Pick<TrainedModel, "solutionVersionArn" | "trainedBy"> | undefined,
  needs: TrainNeeds,
): Promise<Progress<Version>> => {
  const earlier = same && (await needs.personalize.versionAt(same.solutionVersionArn));
  if (earlier && meaningOfPersonalize(earlier.status) === "done")
    return done({ ...earlier, trainedBy: same.trainedBy });

  const whole = fullName(needs.name, solution);
  const version = versionName(solution, run, needs);
  const found = await needs.personalize.solutionVersion(whole, version, run.openedAt);
  return resource(`training of ${solution.name}`, found, () =>
    needs.personalize.createSolutionVersion(whole, version, solution.mode),
  );
};

/** Trainings that are absent are begun together or, beyond the day's most, not at all. */
const withinQuota = async <Out>(
  state: Progress<Out>,
  due: readonly Solution[],
  wanted: number,
  run: Run,
  needs: TrainNeeds,
) => {
  if (state.is !== "absent") return state;
  const trainings = due.map((solution) => [fullName(needs.name, solution), versionName(solution, run, needs)]);
  const facts: TrainingFacts = { trainings: Object.fromEntries(trainings) };
  if (run.force) return { ...state, facts };
  const hasVersion = async (...version: [string, string, number]) =>
    (await needs.personalize.solutionVersion(...version)) !== undefined;
  const { left, begun } = await trainingsLeft(run, needs.mostTrainingsPerDay, needs.ledger, hasVersion);
  if (wanted <= left) return { ...state, facts };
  return failed(
    `${wanted} trainings wanted, but ${begun} were begun on ${run.id.slice(0, 10)} and ${needs.mostTrainingsPerDay} are allowed. ` +
      `What to do: wait for tomorrow, raise retraining.mostTrainingsPerDay in pipeline.yml, or retrain with {"force": true}.`,
  );
};

/** One new version of every solution of the day for which there is something new to learn. Automatic training is off: this chain is the only trainer. */
export const trainModels: Step<"train-models", TrainNeeds, Imported, TrainedModel[]> = {
  name: "train-models",
  async look({ run, input }, needs) {
    const due = dueFor(run, needs.solutions);
    const byName = new Map(due.map((solution) => [solution.name, solution]));
    const lookAtEach = <Out>(look: (solution: Solution) => Promise<Progress<Out>>) =>
      each([...byName.keys()], (name) => look(byName.get(name) as Solution));

    const solutions = await lookAtEach((solution) => solutionFor(solution, needs));
    if (solutions.is !== "done") return solutions;
    const same = await unchangedSince(run, input, due, needs.ledger);
    const versions = await lookAtEach((solution) => versionFor(solution, run, same.get(solution.name), needs));
    if (versions.is === "absent") return withinQuota(versions, due, due.length - same.size, run, needs);
    if (versions.is !== "done") return versions;

    return done(
      due.map((solution): TrainedModel => {
        const { arn, trainedBy } = versions.output[solution.name] as Version;
        const learned = learnedFrom(input, solution);
        return {
          solution: solution.name,
          recipe: solution.recipe,
          solutionVersionArn: arn,
          ...(learned === undefined ? {} : { learnedFrom: learned }),
          ...(trainedBy === undefined ? {} : { trainedBy }),
        };
      }),
    );
  },
};
