import { parseArgs } from "node:util";
import { refuseFuture } from "@millrace/core/domain/trigger";
import { findRunning } from "./instance/running.ts";
import { readDay } from "./operate/day.ts";
import { follow, prefix } from "./retrain/follow.ts";
import { invoke } from "./retrain/invoke.ts";

const help = `npm run retrain [-- --from train] [-- --date 2026-11-21] [-- --force] [-- --dir .millrace]

Opens a retraining run on the running instance, as "sls invoke -f retrain" does on AWS, and follows it to its end.

  --from STEP   begin at export, import, train, judge, deploy or announce, with what the last run gave to the steps before
  --date DAY    the run of that day (UTC); today when absent, no day of the future
  --force       wait for no source, train every solution, and past the day's most trainings; the gate still holds
  --once KEY    the same key twice is one run`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".millrace" },
      from: { type: "string" },
      date: { type: "string" },
      force: { type: "boolean" },
      once: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  if (values.date !== undefined) refuseFuture(readDay("date", values.date), Date.now());
  const running = findRunning(values.dir);
  const { from, date, force, once } = values;
  const { opened } = await invoke<{ opened: string }>(running.endpoint, `${prefix}-retrain`, {
    by: "operator",
    from,
    date,
    force,
    once,
  });
  await follow(values.dir, running, opened);
};

main().catch((error: unknown) => {
  console.error(`retrain: ${(error as Error).message}`);
  process.exitCode = 1;
});
