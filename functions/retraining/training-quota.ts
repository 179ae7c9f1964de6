import type { Run, TrainedModel } from "@millrace/core/domain/run";

export interface TrainingLedger {
  run(id: string): Promise<Run | undefined>;
}

/** How many trainings the other runs of the run's day have begun, and how many more may be. */
export const trainingsLeft = async (
  run: Run,
  most: number,
  ledger: TrainingLedger,
): Promise<{ left: number; begun: number }> => {
  const date = run.id.slice(0, 10);
  let begun = 0;
  for (let count = 1; ; count += 1) {
    const other = await ledger.run(count === 1 ? date : `${date}-${count}`);
    if (other === undefined) break;
    if (other.id === run.id || (other.from !== undefined && other.from !== "train-models")) continue;
    const { attempts, output } = other.steps["train-models"];
    // A training that failed was paid for too; its number is not known any more.
    const trained = (output as TrainedModel[] | undefined)?.filter(({ trainedBy }) => trainedBy === undefined);
    begun += trained?.length ?? (attempts > 1 ? 1 : 0);
  }
  return { left: Math.max(0, most - begun), begun };
};
