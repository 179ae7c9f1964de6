/**
 * `npm run test:clients`: the AWS CLI and boto3, as Debian packs them, go through a running instance from a record to a
 * recommendation. They share no code with us or with the SDK that the local AWS is made from, so they witness its wire.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { startCloud } from "../local/main.ts";
import { clientsFor } from "../local/provision/clients.ts";
import { build } from "./build/build.ts";
import { operator, sha256 } from "./demo/api.ts";
import { furnish } from "./demo/demo.ts";
import { waitForLake, waitForRun } from "./demo/wait.ts";
import { send } from "./import/send.ts";
import { keysOf } from "./instance/running.ts";
import { makeShop, type Shop } from "./petshop/shop.ts";
import { duration } from "./words.ts";

const root = join(import.meta.dirname, "..");
const prefix = "millrace-dev";
/** Debian's own, whatever else is in PATH. */
const [awsCli, python] = ["/usr/bin/aws", "/usr/bin/python3"];

const help = `npm run test:clients

Starts an instance of its own, plays a part of the pet shop, and lets the AWS CLI and boto3 go through it. They are not
npm packages: apt-get install awscli python3-boto3`;

/** What is not installed, in apt's words. */
const missing = (): string[] => [
  ...(existsSync(awsCli) ? [] : ["awscli"]),
  ...(spawnSync(python, ["-c", "import boto3"]).status === 0 ? [] : ["python3-boto3"]),
];

/** Runs a flow and tells its lines; resolves with how many checks passed and failed. */
const witness = async (command: string, args: readonly string[], env: Record<string, string>) => {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const tally = { passed: 0, failed: 0 };
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line.replace(/^ok /, "  ✓ ").replace(/^not ok /, "  ✗ "));
    if (line.startsWith("ok ")) tally.passed++;
    if (line.startsWith("not ok ")) tally.failed++;
  }
  const code = await ended;
  if (code === 0 && tally.passed > 0) return tally;
  console.log(`  ✗ ${command} ${args.join(" ")} ended with ${code}`);
  return { ...tally, failed: tally.failed + 1 };
};

/** The first visitors of the pet shop: enough for a model. */
const aPartOf = (shop: Shop, visitors: number): Shop => {
  const few = new Set(shop.visitors.slice(0, visitors).map(({ anonymousId }) => anonymousId));
  return {
    products: shop.products,
    visitors: shop.visitors.slice(0, visitors),
    events: shop.events.filter(({ anonymous_id = "" }) => few.has(anonymous_id)),
    purchases: shop.purchases.filter(({ visitor }) => few.has(visitor.anonymousId)),
  };
};

/** 5,000 objects for the CLI to list: it would take minutes to put them, a process for each. */
const manyObjects = async ({ endpoint, bucket }: { endpoint: string; bucket: string }): Promise<void> => {
  const { s3, destroy } = clientsFor(endpoint, "ap-northeast-2");
  const keys = Array.from({ length: 5_000 }, (_, n) => `listed/${n % 7} 나무+${n}`.replaceAll(" ", "_"));
  for (let start = 0; start < keys.length; start += 100)
    await Promise.all(
      keys.slice(start, start + 100).map((Key) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }))),
    );
  destroy();
};

/** A visitor, and an available product of a kind they never looked at. */
const strangers = ({ visitors, products, events }: Shop): { VISITOR: string; ITEM: string } => {
  for (const { userId } of visitors) {
    if (userId === undefined) continue;
    const seen = new Set(events.flatMap(({ user_id, item_id }) => (user_id === userId && item_id ? item_id : [])));
    const kinds = new Set(products.flatMap(({ product_id, category_l1 }) => (seen.has(product_id) ? category_l1 : [])));
    const strange = products.find(({ category_l1, available }) => available === 1 && !kinds.has(category_l1));
    if (seen.size > 5 && strange) return { VISITOR: userId, ITEM: strange.product_id };
  }
  throw new Error("the pet shop has no visitor with tastes");
};

const main = async (): Promise<void> => {
  if (process.argv.includes("--help") || process.argv.includes("-h")) return console.log(help);
  const absent = missing();
  if (absent.length > 0)
    throw new Error(`not installed here: ${absent.join(", ")}. Install: apt-get install awscli python3-boto3`);
  await build({});
  const directory = mkdtempSync(join(tmpdir(), "millrace-clients-"));
  const keys = keysOf(directory);
  const productDatabase = join(directory, "shop", "products.sqlite");
  const shop = aPartOf(makeShop(3, Date.now()), 200);
  furnish(shop, directory, productDatabase);
  const cloud = await startCloud({
    directory,
    speed: 300,
    awsPort: 0,
    sitePort: 0,
    environment: {
      MILLRACE_WRITE_KEYS: `${keys.server}:server`,
      MILLRACE_CONSOLE_KEY_SHA256: sha256(keys.console),
      PRODUCT_DB: productDatabase,
    },
  });
  try {
    const started = Date.now();
    const aws = operator({ ...cloud, prefix, consoleKey: keys.console });
    const { accepted } = await send(shop.events, { site: cloud.site, writeKey: keys.server });
    await waitForLake(aws, accepted, () => undefined);
    const run = await waitForRun(aws, await aws.retrain(), () => undefined);
    console.log(
      `${cloud.endpoint}: ${accepted} events, run ${run.id} ${run.status}, in ${duration(Date.now() - started)}`,
    );
    const env = {
      ENDPOINT: cloud.endpoint,
      BUCKET: cloud.bucket,
      PREFIX: prefix,
      ACCOUNT: cloud.platform.account,
      AWS_CLI: awsCli,
      AWS_DATA_PATH: join(root, "test/clients/models"), // operations that are younger than Debian's clients
      ...strangers(shop),
    };
    await manyObjects(cloud);
    console.log(String(spawnSync(awsCli, ["--version"]).stdout).trim());
    const byCli = await witness("bash", [join(root, "test/clients/flow.sh")], env);
    console.log(`boto3 ${String(spawnSync(python, ["-c", "import boto3; print(boto3.__version__)"]).stdout).trim()}`);
    const byBoto = await witness(python, [join(root, "test/clients/flow.py")], env);
    const failed = byCli.failed + byBoto.failed;
    console.log(`${byCli.passed + byBoto.passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    await cloud.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  console.error(`test:clients: ${(error as Error).message}`);
  process.exitCode = 1;
});
