import { parseArgs } from "node:util";
import { findRunning } from "./instance/running.ts";
import { prefix } from "./retrain/follow.ts";
import { invoke } from "./retrain/invoke.ts";

const help = `npm run stop-run [-- --dir .millrace]

Ends the open retraining run and its trainings; what serves goes on serving. On AWS: sls invoke -f stop.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { dir: { type: "string", default: ".millrace" }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) return console.log(help);
  const { endpoint } = findRunning(values.dir);
  const wish = { by: "operator" };
  const { stopped, trainings } = await invoke<{ stopped: string | null; trainings: string[] }>(
    endpoint,
    `${prefix}-stop`,
    wish,
  );
  const also = trainings.length > 0 ? `, and the training of ${trainings.join(", ")}` : "";
  console.log(stopped === null ? "no run is open" : `stopped run ${stopped}${also}`);
};

main().catch((error: unknown) => {
  console.error(`stop-run: ${(error as Error).message}`);
  process.exitCode = 1;
});
