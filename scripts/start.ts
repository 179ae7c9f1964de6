import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../local/free-port.ts";
import { textOf } from "../local/faults/fault.ts";
import { auditText } from "../local/iam/control.ts";
import { startCloud, type Cloud } from "../local/main.ts";
import { build } from "./build/build.ts";
import { operator, sha256 } from "./demo/api.ts";
import { bookmarkOf, playDemo } from "./demo/demo.ts";
import { tableOf } from "./demo/table.ts";
import { findRunning, keysOf, NotRunning } from "./instance/running.ts";
import { help, readOptions } from "./start/options.ts";
import { productDatabaseOf } from "./start/product-database.ts";
import { columns, duration } from "./words.ts";

const prefix = "millrace-dev";

/** Removes an instance's data; refuses what does not look like that, and what is in use. */
const forget = (directory: string): void => {
  if (!existsSync(directory)) return;
  const looksOurs = readdirSync(directory).length === 0 || existsSync(join(directory, "keys.json"));
  if (!looksOurs) throw new Error(`${directory} holds no Millrace instance: --fresh will not empty it`);
  try {
    const { pid } = findRunning(directory);
    throw new Error(`an instance (process ${pid}) is running on ${directory}: stop it first`);
  } catch (error) {
    if (!(error instanceof NotRunning)) throw error;
  }
  rmSync(directory, { recursive: true });
};

const drillLines = ({ platform: { faults } }: Cloud, isIamEnforced: boolean): [string, string][] => [
  ...(isIamEnforced ? ([["IAM", "each function may do only what its role says"]] as [string, string][]) : []),
  ...faults.list().map((fault): [string, string] => [`fault ${fault.id}`, `${textOf(fault)}  (seed ${faults.seed})`]),
];

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return console.log(help);
  const began = performance.now();
  const directory = resolve(options.directory);
  await build({}); // what is wrong with pipeline.yml is told before anything is touched
  if (options.isFresh) forget(directory);
  mkdirSync(directory, { recursive: true });
  const keys = keysOf(directory);
  const productDatabase = join(directory, "shop", "products.sqlite");
  const products = productDatabaseOf(process.env, productDatabase, !options.isEmpty);
  if (products.warning !== undefined) console.error(products.warning);
  const sitePort = await freePort(options.sitePort, [options.awsPort]);
  if (options.sitePort !== 0 && sitePort !== options.sitePort)
    console.error(`port ${options.sitePort} is taken: the site is on ${sitePort}`);
  const cloud = await startCloud({
    directory,
    speed: options.speed,
    awsPort: options.awsPort,
    sitePort,
    drill: options.drill,
    isIamEnforced: options.isIamEnforced,
    ...(options.trainingMemory !== undefined && { trainingMemory: options.trainingMemory }),
    environment: {
      MILLRACE_ALLOWED_ORIGINS: [
        `http://127.0.0.1:${sitePort},http://localhost:${sitePort}`,
        process.env["MILLRACE_ALLOWED_ORIGINS"] ?? "", // where a shop under development is
      ].join(","),
      MILLRACE_WRITE_KEYS: `${keys.web}:web,${keys.server}:server`,
      MILLRACE_CONSOLE_KEY_SHA256: sha256(keys.console),
      ...products.variables,
    },
  });
  let closing: Promise<void> | undefined;
  const stop = (signal: string): void => {
    if (closing) process.exit(130); // asked twice: at once
    process.stderr.write(`\n${signal}: stopping; everything is kept\n`);
    closing = cloud.close().then(() => process.exit());
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  const demo = bookmarkOf(directory);
  mkdirSync(join(directory, "site"), { recursive: true });
  writeFileSync(join(directory, "site", "config.json"), JSON.stringify({ writeKey: keys.web }));
  console.log(
    columns([
      ["shop", `${cloud.site}/`],
      ["console", `${cloud.site}/console/#key=${keys.console}`],
      ["API", `${cloud.site}/v1/events  and  ${cloud.site}/v1/recommendations?placement=home`],
      ["AWS", `${cloud.endpoint}  (${options.speed} times as fast as AWS; data in ${options.directory})`],
      ...drillLines(cloud, options.isIamEnforced),
      ["ready in", duration(performance.now() - began)],
    ]),
  );

  if (!options.isEmpty && demo.read()?.isDone !== true) {
    const aws = operator({
      endpoint: cloud.endpoint,
      site: cloud.site,
      bucket: cloud.bucket,
      prefix,
      consoleKey: keys.console,
    });
    const story = await playDemo(aws, { directory, site: cloud.site, writeKey: keys.server, prefix, productDatabase });
    const table = tableOf(story);
    writeFileSync(join(directory, "first-start.txt"), `${table}\n`);
    console.log(`\n${table}\n`);
    if (options.isIamEnforced) console.log(`${auditText(cloud.audit)}\n`);
  }
  if (options.exits) stop("--exit");
  else console.log("  Ctrl-C stops it.");
};

main().catch((error: unknown) => {
  process.exitCode = 1;
  console.error(process.env["MILLRACE_DEBUG"] ? error : `start: ${(error as Error).message}`);
  if (process.listenerCount("SIGTERM") > 0) process.emit("SIGTERM", "SIGTERM"); // what was started is closed
});
