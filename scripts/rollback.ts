import { parseArgs } from "node:util";
import { findRunning } from "./instance/running.ts";
import { follow, prefix } from "./retrain/follow.ts";
import { invoke } from "./retrain/invoke.ts";

const help = `npm run rollback [-- --to RUN] [-- --dir .millrace]

Puts every campaign back on the model it served before, or on what run RUN deployed; asking again goes
further back, as far as there is an older model. No training, about as long as a campaign's update takes. On AWS: sls invoke -f retrain -d '{"rollback": true}'. Asking for the same RUN twice changes nothing.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".millrace" },
      to: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const running = findRunning(values.dir);
  const answer = await invoke<{ opened?: string; unchanged?: string; goingBack?: string }>(
    running.endpoint,
    `${prefix}-retrain`,
    {
      by: "operator",
      rollback: values.to ?? true,
    },
  );
  if (answer.opened === undefined) return console.log(answer.unchanged);
  if (answer.goingBack !== undefined) console.log(answer.goingBack);
  await follow(values.dir, running, answer.opened);
};

main().catch((error: unknown) => {
  console.error(`rollback: ${(error as Error).message}`);
  process.exitCode = 1;
});
