import { parseArgs } from "node:util";
import { operator } from "./demo/api.ts";
import { waitForRun } from "./demo/wait.ts";
import { findRunning, keysOf } from "./instance/running.ts";
import { tableOfModels } from "./demo/models.ts";

const help = `npm run retrain [-- --dir .millrace]

Opens a retraining run on the running instance, as "sls invoke -f retrain" does on AWS, and follows it to its end.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { dir: { type: "string", default: ".millrace" }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) return console.log(help);
  const running = findRunning(values.dir);
  const aws = operator({ ...running, prefix: "millrace-dev", consoleKey: keysOf(values.dir).console });
  const id = await aws.retrain();
  console.log(`run ${id}`);
  let shown = "";
  const run = await waitForRun(aws, id, ({ step, steps }) => {
    const message = step === null ? "" : `${step}: ${steps[step].message ?? steps[step].status}`;
    if (message !== shown && message !== "") console.log(`  ${message}`);
    shown = message;
  });
  console.log(tableOfModels(run));
};

main().catch((error: unknown) => {
  console.error(`retrain: ${(error as Error).message}`);
  process.exitCode = 1;
});
