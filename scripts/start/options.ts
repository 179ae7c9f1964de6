import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { drillOf } from "../../local/faults/read-faults.ts";

export const help = `Run all of Millrace on this machine: the embedded AWS, the pipeline, the shop and the console.

  npm start                      go on where the last one stopped; the first start plays thirty days of a pet shop
  npm start -- --fresh           forget everything and begin again
  npm start -- --fresh --empty   begin again without the pet shop, for clicks of your own ("npm run import")

  --speed N      AWS's waits are N times shorter (default 60: what takes AWS a minute takes a second)
  --port N       shop, console and API (default 8080; the next free port when it is taken)
  --aws-port N   the AWS endpoint (default 4566; the same)
  --dir DIR      where the data is kept (default .millrace)
  --iam          each function may do only what its role says; what no role needed is listed at the end
  --faults X     what goes wrong on purpose: a YAML file, or "firehose.PutRecordBatch:throttle@0.1,lambda.run:kill@0.02"
                 (docs/local-aws.md lists what can; more while it runs: curl -d X AWS/_millrace/faults)
  --seed N       the drill's seed: the same seed, the same fate (default: the file's, else a random one, printed)
  --training-memory N  GiB a training of Personalize may take (default: half of the machine's); what would not fit fails
                 before it starts, and says what to choose instead
  --exit         stop after the first start's table

Ctrl-C stops it and keeps everything.`;

const number = (text: string, option: string, least: number, most = Infinity): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new Error(`--${option} wants a number from ${least}${most < Infinity ? ` to ${most}` : ""}, not "${text}"`);
};

const port = (text: string, option: string): number => {
  const value = number(text, option, 0, 65_535);
  if (Number.isInteger(value)) return value;
  throw new Error(`--${option} wants a whole number, not "${text}"`);
};

/** Throws when something else than a folder is there. */
const folder = (path: string): string => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true) return path;
  throw new Error(`--dir wants a folder, and ${path} is a file`);
};

/** The command line, understood; undefined when help was asked for. Throws what is wrong with it. */
export const readOptions = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fresh: { type: "boolean", default: false },
      empty: { type: "boolean", default: false },
      speed: { type: "string", default: "60" },
      port: { type: "string", default: "8080" },
      "aws-port": { type: "string", default: "4566" },
      dir: { type: "string", default: ".millrace" },
      exit: { type: "boolean", default: false },
      iam: { type: "boolean", default: false },
      faults: { type: "string" },
      seed: { type: "string" },
      "training-memory": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const seed = values.seed === undefined ? {} : { seed: number(values.seed, "seed", 0) };
  const memory = values["training-memory"];
  return {
    ...(memory !== undefined && { trainingMemory: number(memory, "training-memory", 0.1) * 2 ** 30 }),
    isIamEnforced: values.iam,
    drill: { ...(values.faults === undefined ? { faults: [] } : drillOf(values.faults)), ...seed },
    isFresh: values.fresh,
    isEmpty: values.empty,
    exits: values.exit,
    speed: number(values.speed, "speed", 0.01),
    sitePort: port(values.port, "port"),
    awsPort: port(values["aws-port"], "aws-port"),
    directory: folder(values.dir),
  };
};
