import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { drillOf } from "../local/faults/read-faults.ts";
import { loadProject, projectOf, type Project } from "../local/host/project.ts";
import { here, startProject } from "../local/start-project.ts";
import { columns } from "./words.ts";

const help = `AWS on this machine for any project: the services of docs/local-aws.md, and nothing of Millrace.

  npm run aws                        then, elsewhere: export AWS_ENDPOINT_URL=http://127.0.0.1:4566
  npm run aws -- --project ../shop   runs that directory's serverless.yml, too: its resources, functions and routes

  --project DIR  where a serverless.yml is; handlers are its JavaScript, or TypeScript that Node can strip
  --port N       the AWS endpoint (default 4566; the next free port when it is taken)
  --api-port N   the project's HTTP API (default 8080; the same)
  --dir DIR      where everything is kept (default .aws-local)
  --speed N      AWS's waits are N times shorter (default 60)
  --iam          each function of the project may do only what its role says
  --faults X     what goes wrong on purpose, as of "npm start"
  --seed N       the drill's seed

Any credentials do. Ctrl-C stops it and keeps everything.`;

const { values } = parseArgs({
  options: {
    project: { type: "string" },
    port: { type: "string", default: "4566" },
    "api-port": { type: "string", default: "8080" },
    dir: { type: "string", default: ".aws-local" },
    speed: { type: "string", default: "60" },
    iam: { type: "boolean", default: false },
    faults: { type: "string" },
    seed: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

const number = (option: "port" | "api-port" | "speed" | "seed"): number => {
  const value = Number(values[option]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${option} wants a number, not "${values[option]}"`);
};

const alone = async (): Promise<Project> => projectOf({ service: "aws", provider: {} }, here);

const main = async (): Promise<void> => {
  if (values.help) return console.log(help);
  const { project, seed, faults } = values;
  const root = resolve(project ?? ".");
  const aws = await startProject(
    {
      directory: resolve(values.dir),
      awsPort: number("port"),
      sitePort: project === undefined ? 0 : number("api-port"),
      speed: number("speed"),
      isIamEnforced: values.iam,
      drill: {
        ...(faults === undefined ? { faults: [] } : drillOf(faults)),
        ...(seed !== undefined && { seed: number("seed") }),
      },
    },
    { root, read: project === undefined ? alone : () => loadProject({ root, ...here, environment: process.env }) },
  );
  const stop = (): void => void aws.close().then(() => process.exit());
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  console.log(
    columns([
      [
        "AWS",
        `export AWS_ENDPOINT_URL=${aws.endpoint} AWS_REGION=${here.region} AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any`,
      ],
      ...(project === undefined ? [] : ([["API", aws.site]] as const)),
      ["functions", aws.lambda.functions.map(({ name }) => name).join(", ") || "none"],
      ["kept in", values.dir],
    ]),
  );
};

main().catch((error: unknown) => {
  console.error(`aws: ${(error as Error).message}`);
  process.exitCode = 1;
});
