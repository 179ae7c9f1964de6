import { parseArgs } from "node:util";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { builtWith, builtWithText } from "./plan/built-with.ts";
import { accessText, lookAtAccess } from "./plan/access.ts";
import { costLine, lastExport } from "./plan/cost.ts";
import { planOf, planText } from "./plan/plan.ts";
import { look } from "./plan/seen.ts";
import { personalizeAt } from "./plan/where.ts";
import { readYaml } from "./read-yaml.ts";

const help = `npm run plan [-- --name millrace-dev] [-- --file pipeline.yml] [-- --all] [-- --aws | --dir .millrace]

Checks pipeline.yml and says what the next retraining run would create or change on Personalize, what has drifted, whether what runs
was built from another pipeline.yml, and which permission is missing. Touches nothing. Speaks to the instance on this machine; with --aws, or AWS_ENDPOINT_URL, to the account of your credentials,
or to the one that pipeline.yml names, through its role.

  + create   ~ change   ! drifted: the run refuses to overwrite it   ? not in pipeline.yml, and stays   (--all: what is as written)

Ends with 2 when something has drifted or a permission is missing, 1 when pipeline.yml is wrong.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      name: { type: "string", default: "millrace-dev" },
      file: { type: "string", default: "pipeline.yml" },
      dir: { type: "string", default: ".millrace" },
      aws: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const pipeline = parsePipeline(readYaml(values.file));
  const { client, config, groupArn } = await personalizeAt(values, pipeline.account);
  const seen = await look(client, await groupArn(pipeline.datasetGroup ?? values.name));
  const changes = planOf(pipeline, values.name, seen);
  const isHere = !values.aws && !process.env["AWS_ENDPOINT_URL"];
  console.log(planText(changes, values.all));
  console.log(builtWithText(pipeline, await builtWith(config, values.name), isHere));
  console.log(costLine(pipeline, await lastExport(config, values.name)));
  const access = await lookAtAccess(values.name, pipeline, config);
  console.log(accessText(access));
  if (changes.some(({ kind }) => kind === "drift") || access.lacks.length > 0) process.exitCode = 2;
};

main().catch((error: unknown) => {
  console.error(`plan: ${(error as Error).message}`);
  process.exitCode = 1;
});
