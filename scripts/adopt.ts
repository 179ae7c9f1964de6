import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { adopt } from "./plan/adopt.ts";
import { look } from "./plan/seen.ts";
import { personalizeAt } from "./plan/where.ts";

const help = `npm run adopt -- --group NAME [-- --name millrace-dev] [-- --out pipeline.yml] [-- --fallback P1,P2] [-- --aws | --dir .millrace]

Reads a dataset group that is there already, with its solutions, campaigns and filters, and prints the pipeline.yml that manages
it; --out writes it. Touches nothing on Personalize. Afterwards \`npm run plan\` says what would change.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      group: { type: "string" },
      name: { type: "string", default: "millrace-dev" },
      out: { type: "string" },
      fallback: { type: "string", default: "" },
      dir: { type: "string", default: ".millrace" },
      aws: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  if (values.group === undefined) throw new Error("say which dataset group: --group NAME");
  const { client, groupArn } = await personalizeAt(values);
  const items = values.fallback.split(",").filter((item) => item !== "");
  const { text, left } = adopt(await look(client, await groupArn(values.group)), values.name, items);
  if (values.out === undefined) console.log(text);
  else writeFileSync(values.out, text, { flag: "wx" }); // never over one that is there
  for (const line of left) console.error(`not taken over: ${line}`);
};

main().catch((error: unknown) => {
  console.error(`adopt: ${(error as Error).message}`);
  process.exitCode = 1;
});
