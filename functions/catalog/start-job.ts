import type { Job } from "@millrace/core/aws/glue";
import { isDirty, type LakeMark } from "./mark.ts";

export type Start =
  { started: string } | { started: false; because: "nothing arrived" | "it runs" | "it failed lately" };

/** Start the lake job when something waits for it; while it runs the mark stays, and its end brings us back here. */
export async function startWhenDirty(mark: LakeMark, job: Pick<Job, "start">, bucket: string): Promise<Start> {
  const read = await mark.read();
  if (!isDirty(read)) return { started: false, because: "nothing arrived" };
  if ((read.wait ?? 0) > 0) return { started: false, because: "it failed lately" };
  const run = await job.start({ "--plan": "lake", "--bucket": bucket });
  if (!run.started) return { started: false, because: "it runs" };
  // Killed here, the mark stays set: one more run, which finds nothing new and writes the same bytes.
  await mark.taken(read.arrived ?? 0);
  return { started: run.id };
}
