import type { Run, TrainedModel } from "@millrace/core/domain/run";

export interface TrainingLedger {
  run(id: string): Promise<Run | undefined>;
}

/** Kept with the step as it begins its trainings: the version's name by its solution's whole name. */
export interface TrainingFacts {
  readonly trainings: Readonly<Record<string, string>>;
}

/** Whether Personalize has a version of that name, whatever became of it. */
type HasVersion = (solution: string, version: string, since: number) => Promise<boolean>;

/** Trainings a run has paid for: those that succeeded, and, of a run that failed or was stopped, whatever it had begun. */
const paidBy = async ({ steps, openedAt }: Run, hasVersion: HasVersion): Promise<number> => {
  const { output, facts, attempts } = steps["train-models"];
  if (output !== undefined) return (output as TrainedModel[]).filter(({ trainedBy }) => trainedBy === undefined).length;
  const announced = Object.entries((facts as Partial<TrainingFacts> | undefined)?.trainings ?? {});
  if (announced.length === 0) return attempts > 1 ? 1 : 0; // of a run from before these were kept
  const begun = await Promise.all(announced.map(([solution, version]) => hasVersion(solution, version, openedAt)));
  return begun.filter(Boolean).length;
};

/** How many trainings the other runs of the run's day have begun, and how many more may be. */
export const trainingsLeft = async (
  run: Run,
  most: number,
  ledger: TrainingLedger,
  hasVersion: HasVersion,
): Promise<{ left: number; begun: number }> => {
  const date = run.id.slice(0, 10);
  let begun = 0;
  for (let count = 1; ; count += 1) {
    const other = await ledger.run(count === 1 ? date : `${date}-${count}`);
    if (other === undefined) break;
    if (other.id === run.id || (other.from !== undefined && other.from !== "train-models")) continue;
    begun += await paidBy(other, hasVersion);
  }
  return { left: Math.max(0, most - begun), begun };
};
