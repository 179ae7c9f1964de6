import type { Personalize } from "@millrace/core/aws/personalize";
import type { Solution } from "@millrace/core/domain/pipeline";
import type { Imported, Run, TrainedModel } from "@millrace/core/domain/run";
import type { Step } from "../chain.ts";
import { absent, done, each, failed, resource } from "../progress.ts";

export interface TrainNeeds {
  readonly personalize: Personalize;
  readonly name: string;
  readonly solutions: readonly Solution[];
}

const solutionFor = async ({ name, recipe }: Solution, needs: TrainNeeds) => {
  const { personalize } = needs;
  const fullName = `${needs.name}-${name}`;
  const found = await personalize.solution(fullName);
  if (found && found.recipe !== recipe)
    return failed(
      `solution ${name} has recipe ${found.recipe} on Personalize but ${recipe} in pipeline.yml: give the new one another name`,
    );

  const state = resource(`solution ${name}`, found, () => personalize.createSolution(needs.name, fullName, recipe));
  if (state.is !== "done" || !state.output.trainsByItself) return state;
  return absent(`automatic training of ${name} turned off`, () => personalize.stopAutoTraining(fullName));
};

/** Named after its solution and the run, so that a run's training happens once. */
const versionFor = async ({ name }: Solution, run: Run, needs: TrainNeeds) => {
  const solution = `${needs.name}-${name}`;
  const version = `${solution}-${run.id}`;
  const found = await needs.personalize.solutionVersion(solution, version, run.openedAt);
  return resource(`training of ${name}`, found, () => needs.personalize.createSolutionVersion(solution, version));
};

/** One new version of every solution. Automatic training is off: this chain is the only trainer. */
export const trainModels: Step<"train-models", TrainNeeds, Imported, TrainedModel[]> = {
  name: "train-models",
  async look({ run }, needs) {
    const byName = new Map(needs.solutions.map((solution) => [solution.name, solution]));
    const forEach = <Out>(look: (solution: Solution) => Out) => {
      return (name: string) => look(byName.get(name) as Solution);
    };
    const names = [...byName.keys()];

    const solutions = await each(
      names,
      forEach((solution) => solutionFor(solution, needs)),
    );
    if (solutions.is !== "done") return solutions;
    const versions = await each(
      names,
      forEach((solution) => versionFor(solution, run, needs)),
    );
    if (versions.is !== "done") return versions;

    return done(
      needs.solutions.map(({ name, recipe }) => ({
        solution: name,
        recipe,
        solutionVersionArn: String(versions.output[name]?.arn),
      })),
    );
  },
};
