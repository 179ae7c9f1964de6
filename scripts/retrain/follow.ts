import { operator } from "../demo/api.ts";
import { tableOfModels } from "../demo/models.ts";
import { waitForRun } from "../demo/wait.ts";
import { keysOf, type Running } from "../instance/running.ts";

export const prefix = "millrace-dev";

/** Tells a run's steps as they go, then its models. Throws with its reason when it fails. */
export const follow = async (directory: string, running: Running, id: string): Promise<void> => {
  console.log(`run ${id}`);
  let shown = "";
  const aws = operator({ ...running, prefix, consoleKey: keysOf(directory).console });
  const run = await waitForRun(aws, id, ({ step, steps }) => {
    const message = step === null ? "" : `${step}: ${steps[step].message ?? steps[step].status}`;
    if (message !== shown && message !== "") console.log(`  ${message}`);
    shown = message;
  });
  console.log(tableOfModels(run));
};
