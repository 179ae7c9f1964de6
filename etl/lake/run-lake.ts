import type { Job } from "../runner/job.ts";
import { updateMarts } from "./update-marts.ts";
import { updateT1 } from "./update-t1.ts";

/** The lake job: raw to T1, and T1 to the marts. `full` makes both anew. */
export async function runLake(job: Job, { full = false } = {}): Promise<void> {
  const t1 = await updateT1(job, full);
  await updateMarts(job, t1, full);
}
