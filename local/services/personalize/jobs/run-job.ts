import type { Context } from "../context.ts";
import type { Resource } from "../records.ts";
import type { Shelf } from "../shelf.ts";
import { WorkFailed } from "../tasks/workshop.ts";

/**
 * Does a job's work once its time has come, and keeps how it ended; also called at start for those that a stop of the process
 * left undone, so `work` may be done twice. What `work` resolves with becomes part of the record.
 */
export function runJob<T extends Resource>(
  { platform }: Context,
  shelf: Shelf<T>,
  arn: string,
  work: (job: T) => Promise<Partial<T>>,
): void {
  const { clock } = platform;
  const run = async () => {
    const job = shelf.find(arn);
    if (!job || job.life.work !== "due") return;
    const end = (outcome: Partial<T>, life: Partial<Resource["life"]>) =>
      shelf.put({ ...job, ...outcome, life: { ...job.life, ...life, workedAt: clock.now() } });
    try {
      end(await work(job), { work: "done" });
    } catch (error) {
      if (!(error instanceof WorkFailed)) console.error(`personalize: ${arn}:`, error);
      const failureReason = error instanceof WorkFailed ? error.message : "Internal error.";
      end({}, { work: "failed", failureReason });
    }
  };
  clock.at(shelf.get(arn).life.startsAt, () => void run());
}
