import { parseArgs } from "node:util";
import type { ReplayAnswer } from "../functions/collect/replay/replay-lake.ts";
import { deploymentOptions, invoke } from "./operate/invoke.ts";

const help = `npm run replay [-- --reason CODE] [--since YYYY-MM-DD] [--dry]

Sends what was refused through the validator again, once it was mended, and reads back what Firehose could not deliver.
What is an event now goes to raw and leaves quarantine; the rest stays. Twice changes nothing.

  --reason CODE   one reason of quarantine (bad_format, missing, …), or "undelivered" for Firehose's failures; else all
  --since DAY     first day of arrival (UTC)
  --dry           say what would happen, change nothing
  --dir DIR       the instance that npm start runs there (.millrace)
  --aws PREFIX    a deployment on AWS instead, such as millrace-dev`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      ...deploymentOptions,
      reason: { type: "string" },
      since: { type: "string" },
      dry: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(help);
  const { reason, since, dry } = values;
  const total = { objects: 0, accepted: 0, rejected: 0 };
  let after: string | undefined;
  do {
    const request = { reason, since, dry, after };
    const answer = await invoke<ReplayAnswer>("replay", request, { prefix: values.aws, dir: values.dir });
    for (const count of ["objects", "accepted", "rejected"] as const) total[count] += answer[count];
    after = answer.next;
  } while (after !== undefined);
  const verb = dry ? "would go" : "went";
  console.log(
    `${total.objects} objects: ${total.accepted} events ${verb} to raw, ${total.rejected} stay in quarantine`,
  );
};

main().catch((error: unknown) => {
  console.error(`replay: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
