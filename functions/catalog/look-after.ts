import type { Job } from "@millrace/core/aws/glue";
import type { LakeMark } from "./mark.ts";
import { startWhenDirty, type Start } from "./start-job.ts";

export interface Dependencies {
  bucket: string;
  mark: LakeMark;
  job: Pick<Job, "start" | "runs">;
  /** Finds by listing what no notification told. */
  sweep?: (now: number) => Promise<void>;
}

/** Glue's job run states. A word that is not here is an error, never "still going". */
const states: Record<string, "going" | "succeeded" | "failed"> = {
  STARTING: "going",
  RUNNING: "going",
  STOPPING: "going",
  WAITING: "going",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMEOUT: "failed",
  ERROR: "failed",
  STOPPED: "failed",
  EXPIRED: "failed",
};

/**
 * The job ended, or it is time for the sweep that covers every message lost: look at the last run, put back what a failed
 * one had taken, and start again when something waits. It asks Glue instead of trusting the message, which may be old.
 */
export const lookAfter =
  ({ bucket, mark, job, sweep }: Dependencies) =>
  async (event: unknown, { now } = { now: Date.now() }): Promise<Start> => {
    const [last] = await job.runs(1);
    if (last) await learnFrom(last, mark);
    if (!isJobEnd(event)) {
      await mark.waited();
      await sweep?.(now);
    }
    return startWhenDirty(mark, job, bucket);
  };

async function learnFrom({ id, state }: { id: string; state: string }, mark: LakeMark): Promise<void> {
  const outcome = states[state];
  if (outcome === undefined) throw new RangeError(`Glue says run ${id} is ${state}, which is no state we know`);
  const { failures = 0, failedRun } = await mark.read();
  if (outcome === "failed" && failedRun !== id) await mark.failed(id, failures);
  if (outcome === "succeeded" && failures > 0) await mark.succeeded();
}

const isJobEnd = (event: unknown): boolean =>
  typeof event === "object" && event !== null && "source" in event && event.source === "aws.glue";
