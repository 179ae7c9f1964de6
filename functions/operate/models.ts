import type { JudgedModel, Live, Run } from "@millrace/core/domain/run";

/** A model with the run that trained it, and the campaigns it serves now. */
export interface ListedModel extends JudgedModel {
  run: string;
  live: string[];
}

const judgedIn = ({ steps }: Run): JudgedModel[] => {
  const output = steps["judge-models"]?.output as { models?: JudgedModel[] } | undefined;
  return output?.models ?? [];
};

/** Every judged model of these runs, in their order. */
export const listModels = (runs: readonly Run[], live: readonly Live[]): ListedModel[] =>
  runs.flatMap((run) =>
    judgedIn(run).map((model) => ({
      ...model,
      run: run.id,
      live: live.filter((one) => one.solutionVersionArn === model.solutionVersionArn).map((one) => one.id),
    })),
  );
